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
 *     microseconds, at least {@link #LEAST_UPDATE}
 * @param empty what to publish of intervals without trades
 */
public record CandleSettings(
    List<Interval> intervals, long graceMicros, long updateMicros, Empty empty)
    implements Serializable {

  /** A candle that changes is published at most once in so many microseconds of market time. */
  public static final long LEAST_UPDATE = 100_000;

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
    if (intervals.isEmpty() || graceMicros < 0 || updateMicros < LEAST_UPDATE) {
      throw new IllegalArgumentException(
          "intervals " + intervals + ", grace " + graceMicros + ", update " + updateMicros);
    }
  }
}
