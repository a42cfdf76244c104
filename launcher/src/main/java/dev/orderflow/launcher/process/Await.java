package dev.orderflow.launcher.process;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Waiting for something another process does, by looking again and again, never longer than said.
 */
public final class Await {

  private static final long INTERVAL_MS = 50;

  private Await() {}

  /**
   * Looks until the condition holds or the time is over.
   *
   * @param limit how long to look at most
   * @param condition what to look at; may throw {@link StepFailure} to give up at once
   * @return whether the condition held in time
   * @throws InterruptedException when the caller's thread is interrupted, that is, on a stop signal
   */
  public static boolean until(Duration limit, BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end >= 0) {
        return false;
      }
      Thread.sleep(INTERVAL_MS);
    }
    return true;
  }
}
