package dev.orderflow.spark;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The request to stop, from SIGTERM or SIGINT.
 *
 * <p>Signals are handled instead of hooking the JVM's shutdown: shutdown hooks run beside Spark's
 * own, which would stop the context under the running batch, and a JVM that ends by a signal cannot
 * exit 0. The second signal takes the JVM's own way, so an impatient user is obeyed.
 *
 * <p>The JVM's signal thread completes the request; any thread may wait for it.
 */
final class StopSignal implements AutoCloseable {

  private static final List<String> SIGNALS = List.of("TERM", "INT");

  private final CompletableFuture<String> request = new CompletableFuture<>();
  private final List<Runnable> restore = new ArrayList<>();

  private StopSignal() {}

  /**
   * Starts listening; {@link #close} gives the signals back.
   *
   * @return the request, not yet made
   */
  static StopSignal install() {
    StopSignal stop = new StopSignal();
    for (String name : SIGNALS) {
      stop.listen(name);
    }
    return stop;
  }

  /** A request that only {@link #request(String)} makes. */
  static StopSignal withoutSignals() {
    return new StopSignal();
  }

  /** Completes, with the signal's name, when somebody asks to stop. */
  CompletableFuture<String> requested() {
    return request;
  }

  boolean isRequested() {
    return request.isDone();
  }

  /** Asks to stop. */
  void request(String signal) {
    request.complete(signal);
  }

  /**
   * Waits for the request.
   *
   * @param limit how long
   * @return whether it came
   */
  boolean await(Duration limit) throws InterruptedException {
    try {
      request.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException notYet) {
      return false;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public void close() {
    restore.forEach(Runnable::run);
    restore.clear();
  }

  /**
   * {@code sun.misc.Signal} is exported to everybody by {@code jdk.unsupported}, but javac's
   * warning about it cannot be suppressed; hence reflection.
   */
  private void listen(String name) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object signal = signalType.getConstructor(String.class).newInstance(name);
      var handle = signalType.getMethod("handle", signalType, handlerType);
      CompletableFuture<Object> previous = new CompletableFuture<>();
      Runnable giveBack =
          () -> {
            try {
              handle.invoke(null, signal, previous.join());
            } catch (ReflectiveOperationException failed) {
              throw new IllegalStateException("cannot give back SIG" + name, failed);
            }
          };
      InvocationHandler onSignal =
          (proxy, method, arguments) -> {
            if (method.getDeclaringClass() == Object.class) {
              return method.invoke(this, arguments);
            }
            giveBack.run();
            request(name);
            return null;
          };
      Object handler =
          Proxy.newProxyInstance(
              StopSignal.class.getClassLoader(), new Class<?>[] {handlerType}, onSignal);
      previous.complete(handle.invoke(null, signal, handler));
      restore.add(giveBack);
    } catch (ReflectiveOperationException | IllegalArgumentException unavailable) {
      // A JVM with -Xrs keeps its signals; then the signal ends it as it would any program.
      System.err.println("SIG" + name + " cannot be handled here, it will not stop cleanly");
    }
  }
}
