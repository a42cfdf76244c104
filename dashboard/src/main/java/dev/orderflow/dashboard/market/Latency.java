package dev.orderflow.dashboard.market;

import java.util.Optional;
import org.HdrHistogram.Histogram;

/** Percentiles of one hop's latency over the last minute, in six parts of ten seconds. */
final class Latency {

  private static final int PARTS = 6;
  private static final long PART_MICROS = 10_000_000;
  private static final long MOST_MICROS = 3_600_000_000L;

  /** One part's values, which belong to the ten seconds from its start. */
  private static final class Part {
    private final Histogram values = new Histogram(MOST_MICROS, 2);
    private long start = Long.MIN_VALUE;
  }

  private final Part[] parts = new Part[PARTS];

  Latency() {
    for (int i = 0; i < PARTS; i++) {
      parts[i] = new Part();
    }
  }

  /**
   * Percentiles in microseconds.
   *
   * @param p50 the median
   * @param p99 what 99 % do not exceed
   * @param n of how many values
   */
  record Percentiles(long p50, long p99, long n) {}

  /**
   * Adds one value.
   *
   * @param now wall clock, microseconds since the epoch
   * @param micros the latency; below 0, where clocks differ, counts as 0, and above one hour as
   *     that
   */
  void add(long now, long micros) {
    long number = Math.floorDiv(now, PART_MICROS);
    Part part = parts[(int) Math.floorMod(number, (long) PARTS)];
    if (part.start != number * PART_MICROS) {
      part.start = number * PART_MICROS;
      part.values.reset();
    }
    part.values.recordValue(Math.min(Math.max(micros, 0), MOST_MICROS));
  }

  /**
   * What the last minute showed.
   *
   * @param now wall clock, microseconds since the epoch
   * @return empty without a value
   */
  Optional<Percentiles> percentiles(long now) {
    Histogram sum = new Histogram(MOST_MICROS, 2);
    for (Part part : parts) {
      if (part.start > now - PARTS * PART_MICROS) {
        sum.add(part.values);
      }
    }
    return sum.getTotalCount() == 0
        ? Optional.empty()
        : Optional.of(
            new Percentiles(
                sum.getValueAtPercentile(50), sum.getValueAtPercentile(99), sum.getTotalCount()));
  }
}
