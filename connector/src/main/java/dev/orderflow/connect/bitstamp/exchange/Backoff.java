package dev.orderflow.connect.bitstamp.exchange;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before connecting again: doubling, capped, and jittered so that many clients do
 * not come back at the same moment.
 *
 * @param initial the ceiling of the first wait, positive
 * @param max the ceiling of every wait, at least {@code initial}
 */
public record Backoff(Duration initial, Duration max) {

  /** Checks the bounds. */
  public Backoff {
    if (initial.isNegative() || initial.isZero() || max.compareTo(initial) < 0) {
      throw new IllegalArgumentException("backoff from " + initial + " to " + max);
    }
  }

  /**
   * The wait before an attempt, between half of its ceiling and the ceiling.
   *
   * @param attempt 0 for the first attempt after a working connection; any larger number is safe
   * @param random the source of the jitter
   */
  public Duration before(int attempt, RandomGenerator random) {
    long ceiling = initial.toNanos();
    for (int i = 0; i < attempt && ceiling < max.toNanos(); i++) {
      ceiling *= 2;
    }
    ceiling = Math.min(ceiling, max.toNanos());
    long half = ceiling / 2;
    return Duration.ofNanos(half + random.nextLong(ceiling - half + 1));
  }
}
