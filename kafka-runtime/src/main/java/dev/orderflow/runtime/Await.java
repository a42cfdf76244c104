package dev.orderflow.runtime;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Waiting for something another process does, by looking again and again in the caller's thread,
 * never longer than said. Unlike Awaitility it ends at once when that thread is interrupted, which
 * the quick start's Ctrl-C relies on.
 */
public final class Await {

  private static final long INTERVAL_MS = 50;

  private Await() {}

  /**
   * Looks until the condition holds or the time is over.
   *
   * @param limit how long to look at most
   * @param condition what to look at; may throw to give up at once
   * @return whether the condition held in time
   */
  public static boolean until(Duration limit, BooleanSupplier condition)
      throws InterruptedException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start >= limit.toNanos()) {
        return false;
      }
      Thread.sleep(INTERVAL_MS);
    }
    return true;
  }
}
