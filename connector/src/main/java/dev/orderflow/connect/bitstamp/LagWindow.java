package dev.orderflow.connect.bitstamp;

import java.time.Duration;
import java.util.stream.Stream;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.IntCountsHistogram;

/**
 * Percentiles of a lag over about the last minute, in bounded memory: about 150 kB, however many
 * lags are recorded.
 *
 * <p>One thread records and lets time advance; it publishes every five seconds what any other
 * thread may read, so that recording needs no lock. Ticks are those of {@link System#nanoTime}.
 */
final class LagWindow {

  private static final int SLICES = 12;
  private static final long SLICE_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long WINDOW_NANOS = SLICES * SLICE_NANOS;

  private static final long FINEST_MICROS = 32;
  private static final long LONGEST_MICROS = Duration.ofHours(1).toNanos() / 1_000;
  private static final int SIGNIFICANT_DIGITS = 2;

  private static final Percentiles NOTHING =
      new Percentiles(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  private final AbstractHistogram[] slices =
      Stream.generate(LagWindow::histogram).limit(SLICES).toArray(AbstractHistogram[]::new);
  private final AbstractHistogram sum = histogram();
  private int slice;
  private long sliceBegan;

  private volatile Percentiles published = NOTHING;

  /**
   * An empty window.
   *
   * @param now the tick at which it begins
   */
  LagWindow(long now) {
    sliceBegan = now;
  }

  /**
   * Records a lag in microseconds. One below zero, as clocks that disagree give it, counts as zero;
   * one above an hour counts as an hour.
   */
  void record(long micros) {
    slices[slice].recordValue(Math.max(0, Math.min(LONGEST_MICROS, micros)));
  }

  /** Publishes when a slice of time is over, and forgets what has left the window. */
  void advance(long now) {
    long over = (now - sliceBegan) / SLICE_NANOS;
    if (over <= 0) {
      return;
    }
    published = measure(now);
    for (long i = Math.min(over, SLICES); i > 0; i--) {
      slice = (slice + 1) % SLICES;
      slices[slice].reset();
    }
    sliceBegan += over * SLICE_NANOS;
  }

  /** What was published last; nothing when that is older than the window. For any thread. */
  Percentiles current(long now) {
    Percentiles latest = published;
    return now - latest.at() > WINDOW_NANOS ? NOTHING : latest;
  }

  private Percentiles measure(long now) {
    sum.reset();
    for (AbstractHistogram part : slices) {
      sum.add(part);
    }
    return sum.getTotalCount() == 0
        ? NOTHING
        : new Percentiles(
            now, millisAt(50), millisAt(95), millisAt(99), sum.getMaxValue() / 1_000.0);
  }

  private double millisAt(double percentile) {
    return sum.getValueAtPercentile(percentile) / 1_000.0;
  }

  private static AbstractHistogram histogram() {
    return new IntCountsHistogram(FINEST_MICROS, LONGEST_MICROS, SIGNIFICANT_DIGITS);
  }

  /**
   * Percentiles at a moment, in milliseconds, right to one per cent; not a number while nothing was
   * recorded.
   *
   * @param at the tick at which they were taken
   * @param p50 the median
   * @param p95 what 95 of 100 lags do not exceed
   * @param p99 what 99 of 100 lags do not exceed
   * @param max the longest
   */
  record Percentiles(long at, double p50, double p95, double p99, double max) {}
}
