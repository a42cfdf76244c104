package dev.orderflow.benchmarks.feed;

import java.util.concurrent.CountDownLatch;

/** Lets the connections of a run begin together, with the same first frame. */
final class Start {

  private final CountDownLatch missing;
  private final long micros;

  /**
   * A start that waits.
   *
   * @param connections for how many
   * @param micros the time that comes before the first frame's
   */
  Start(int connections, long micros) {
    missing = new CountDownLatch(connections);
    this.micros = micros;
  }

  long micros() {
    return micros;
  }

  /** A connection has subscribed; returns when all have. */
  void await() throws InterruptedException {
    missing.countDown();
    missing.await();
  }
}
