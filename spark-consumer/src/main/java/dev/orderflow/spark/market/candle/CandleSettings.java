package dev.orderflow.spark.market.candle;

import dev.orderflow.spark.market.Interval;
import java.io.Serializable;
import java.util.List;

/**
 * What candles are made and when they are published.
 *
 * @param intervals at least one; kept sorted and without repetition
 * @param graceMicros how long after its end a candle still takes trades, in market time,
 *     microseconds
 * @param updateMicros least market time between two publications of a changing candle,
 *     microseconds, at least {@link #TIME_STEP}
 * @param empty what to publish of intervals without trades
 */
public record CandleSettings(
    List<Interval> intervals, long graceMicros, long updateMicros, Empty empty)
    implements Serializable {

  /** Order events tell the time in steps of this many microseconds. */
  public static final long TIME_STEP = 100_000;

  /** What to do about an interval without trades. */
  public enum Empty {
    /** Nothing, unless trades may be missing in it: then a candle without prices says so. */
    NONE,
    /** A candle whose four prices are the last close. */
    FLAT
  }

  /** Checks the values. */
  public CandleSettings {
    intervals = intervals.stream().sorted().distinct().toList();
    if (intervals.isEmpty() || graceMicros < 0 || updateMicros < TIME_STEP) {
      throw new IllegalArgumentException(
          "intervals " + intervals + ", grace " + graceMicros + ", update " + updateMicros);
    }
  }
}
