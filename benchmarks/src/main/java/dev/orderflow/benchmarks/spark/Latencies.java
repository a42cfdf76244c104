package dev.orderflow.benchmarks.spark;

import java.util.Arrays;

/** Latencies of one run in microseconds, all of them kept. Not safe for several threads. */
final class Latencies {

  private static final double MICROS_PER_MILLI = 1_000;

  private long[] micros = new long[1024];
  private int count;

  void add(long latency) {
    if (count == micros.length) {
      micros = Arrays.copyOf(micros, 2 * count);
    }
    micros[count++] = latency;
  }

  int count() {
    return count;
  }

  /** The smallest latency that at least a share of all do not exceed, in milliseconds. */
  double millis(double share) {
    if (count == 0) {
      throw new IllegalStateException("no row came");
    }
    Arrays.sort(micros, 0, count);
    return micros[Math.max(0, (int) Math.ceil(share * count) - 1)] / MICROS_PER_MILLI;
  }
}
