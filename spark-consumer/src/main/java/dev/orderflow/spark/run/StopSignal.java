package dev.orderflow.spark.run;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The request to stop, from SIGTERM or SIGINT.
 *
 * <p>Signals are handled instead of hooking the JVM's shutdown: shutdown hooks run beside Spark's
 * own, which would stop the context under the running batch, and a JVM that ends by a signal cannot
 * exit 0. The second signal ends the JVM where it stands, so an impatient user is obeyed.
 *
 * <p>The JVM's signal thread completes the request; any thread may wait for it.
 */
public final class StopSignal implements AutoCloseable {

  /** Signals, and the exit code of a process that each one ends. */
  private static final Map<String, Integer> SIGNALS = Map.of("INT", 130, "TERM", 143);

  private final CompletableFuture<String> request = new CompletableFuture<>();
  private final List<Runnable> restore = new ArrayList<>();

  private StopSignal() {}

  /**
   * Starts listening; {@link #close} gives the signals back.
   *
   * @return the request, not yet made
   */
  public static StopSignal install() {
    StopSignal stop = new StopSignal();
    for (String name : SIGNALS.keySet()) {
      stop.listen(name);
    }
    return stop;
  }

  /** Completes, with the signal's name, when somebody asks to stop. */
  CompletableFuture<String> requested() {
    return request;
  }

  boolean isRequested() {
    return request.isDone();
  }

  /**
   * Waits for the request.
   *
   * @param limit how long
   * @return whether it came
   */
  public boolean await(Duration limit) throws InterruptedException {
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
      Method handle = signalType.getMethod("handle", signalType, handlerType);
      InvocationHandler onSignal =
          (proxy, method, arguments) -> {
            if (method.getDeclaringClass() == Object.class) {
              return method.invoke(this, arguments);
            }
            if (!request.complete(name)) {
              Runtime.getRuntime().halt(SIGNALS.get(name));
            }
            return null;
          };
      Object handler =
          Proxy.newProxyInstance(
              StopSignal.class.getClassLoader(), new Class<?>[] {handlerType}, onSignal);
      Object previous = handle.invoke(null, signal, handler);
      restore.add(() -> giveBack(handle, signal, previous));
    } catch (ReflectiveOperationException | IllegalArgumentException unavailable) {
      // A JVM with -Xrs keeps its signals; then the signal ends it as it would any program.
      System.err.println("SIG" + name + " cannot be handled here, it will not stop cleanly");
    }
  }

  private static void giveBack(Method handle, Object signal, Object previous) {
    try {
      handle.invoke(null, signal, previous);
    } catch (ReflectiveOperationException failed) {
      throw new IllegalStateException("cannot give back " + signal, failed);
    }
  }
}
