package dev.orderflow.connect.bitstamp;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.IntCountsHistogram;

/**
 * Percentiles of a lag over about the last minute, in bounded memory: about 150 kB, or twice that
 * once a lag was negative, however many are recorded.
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

  private final Slice[] slices = Stream.generate(Slice::new).limit(SLICES).toArray(Slice[]::new);
  private final Slice sum = new Slice();
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
   * Records a lag in microseconds: negative where the clocks of its two ends disagree. One beyond
   * an hour counts as an hour.
   */
  void record(long micros) {
    slices[slice].record(micros);
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
    for (Slice part : slices) {
      sum.add(part);
    }
    return sum.count() == 0
        ? NOTHING
        : new Percentiles(
            now, sum.millisAt(50), sum.millisAt(95), sum.millisAt(99), sum.millisAt(100));
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

  /**
   * Lags of some seconds: a histogram holds no negative numbers, so those have one of their own.
   */
  private static final class Slice {
    private final AbstractHistogram late = histogram();
    private Optional<AbstractHistogram> early = Optional.empty();

    void record(long micros) {
      if (micros >= 0) {
        late.recordValue(Math.min(LONGEST_MICROS, micros));
      } else {
        early().recordValue(Math.min(LONGEST_MICROS, -micros));
      }
    }

    void add(Slice other) {
      late.add(other.late);
      other.early.ifPresent(lags -> early().add(lags));
    }

    void reset() {
      late.reset();
      early.ifPresent(AbstractHistogram::reset);
    }

    long count() {
      return late.getTotalCount() + earlyCount();
    }

    double millisAt(double percentile) {
      long rank = Math.max(1, (long) Math.ceil(percentile / 100 * count()));
      long negative = earlyCount();
      return (rank <= negative
              ? -early().getValueAtPercentile(100.0 * (negative - rank + 1) / negative)
              : late.getValueAtPercentile(100.0 * (rank - negative) / late.getTotalCount()))
          / 1_000.0;
    }

    private long earlyCount() {
      return early.map(AbstractHistogram::getTotalCount).orElse(0L);
    }

    private AbstractHistogram early() {
      if (early.isEmpty()) {
        early = Optional.of(histogram());
      }
      return early.get();
    }

    private static AbstractHistogram histogram() {
      return new IntCountsHistogram(FINEST_MICROS, LONGEST_MICROS, SIGNIFICANT_DIGITS);
    }
  }
}
