package dev.orderflow.launcher;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM: what the main thread waits for is cut short, then it stops everything in
 * order, and only then does the JVM end. A signal during that last part changes nothing.
 *
 * <p>The JVM's shutdown thread and the main thread share this object; all state is under its lock.
 */
final class StopSignal {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final Thread main;
  private final CountDownLatch finished = new CountDownLatch(1);
  private boolean stopping;

  private StopSignal(Thread main) {
    this.main = main;
  }

  /** Listens from now on, for the calling thread. */
  static StopSignal install() {
    StopSignal signal = new StopSignal(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(new Thread(signal::shutdown, "stop-signal"));
    return signal;
  }

  private void shutdown() {
    synchronized (this) {
      if (finished.getCount() > 0 && !stopping) {
        main.interrupt();
      }
    }
    try {
      if (!finished.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        System.err.println("stopping took longer than " + PATIENCE.toSeconds() + " s: giving up");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** From here on the main thread is not interrupted any more; clears an interrupt not yet seen. */
  synchronized void beginStopping() {
    stopping = true;
    Thread.interrupted();
  }

  /** Lets the JVM end. */
  void finish() {
    finished.countDown();
  }
}
