package dev.orderflow.dashboard.market;

import org.HdrHistogram.Histogram;

/** Percentiles of one hop's latency over the last minute, in six parts of ten seconds. */
final class Latency {

  private static final int PARTS = 6;
  private static final long PART_MICROS = 10_000_000;
  private static final long MOST_MICROS = 3_600_000_000L;

  private final Histogram[] parts = new Histogram[PARTS];
  private final long[] starts = new long[PARTS];

  Latency() {
    for (int i = 0; i < PARTS; i++) {
      parts[i] = new Histogram(MOST_MICROS, 2);
      starts[i] = Long.MIN_VALUE;
    }
  }

  /**
   * Adds one value.
   *
   * @param now wall clock, microseconds since the epoch
   * @param micros the latency; below 0, where clocks differ, counts as 0, and above one hour as
   *     that
   */
  void add(long now, long micros) {
    long start = now - Math.floorMod(now, PART_MICROS);
    int part = (int) Math.floorMod(start / PART_MICROS, (long) PARTS);
    if (starts[part] != start) {
      starts[part] = start;
      parts[part].reset();
    }
    parts[part].recordValue(Math.min(Math.max(micros, 0), MOST_MICROS));
  }

  /**
   * What the last minute showed.
   *
   * @param now wall clock, microseconds since the epoch
   * @return JSON: {@code null} without a value, else {@code {"p50":…,"p99":…,"n":…}} in
   *     microseconds
   */
  String json(long now) {
    Histogram sum = new Histogram(MOST_MICROS, 2);
    for (int i = 0; i < PARTS; i++) {
      if (starts[i] > now - PARTS * PART_MICROS) {
        sum.add(parts[i]);
      }
    }
    if (sum.getTotalCount() == 0) {
      return "null";
    }
    return "{\"p50\":%d,\"p99\":%d,\"n\":%d}"
        .formatted(sum.getValueAtPercentile(50), sum.getValueAtPercentile(99), sum.getTotalCount());
  }
}
