package dev.orderflow.spark.run;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.util.SignalUtils;

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

  /** Whether signals are somebody else's again; written by the owner, read by the signal thread. */
  private volatile boolean closed;

  private StopSignal() {}

  /**
   * Starts listening; after {@link #close} signals do what they did before. The level of Spark's
   * log must have been set, because Spark tells it.
   *
   * @return the request, not yet made
   */
  public static StopSignal install() {
    StopSignal stop = new StopSignal();
    SIGNALS.keySet().forEach(name -> SignalUtils.register(name, () -> stop.take(name)));
    return stop;
  }

  /** Whether the signal was for this one; otherwise it goes on to whoever listened before. */
  private boolean take(String name) {
    if (!closed && !request.complete(name)) {
      Runtime.getRuntime().halt(SIGNALS.get(name));
    }
    return !closed;
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
    closed = true;
  }
}
