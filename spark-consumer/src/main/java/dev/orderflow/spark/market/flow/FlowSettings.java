package dev.orderflow.spark.market.flow;

import dev.orderflow.spark.market.Interval;
import java.util.List;

/**
 * Which intervals are measured, and when their rows are written.
 *
 * @param intervals at least one
 * @param graceMicros how long after an interval's end its row waits for trades, which are not
 *     aligned with orders; microseconds of event time
 * @param horizonMicros how long after its end an interval can still be revised, at least the grace
 */
public record FlowSettings(List<Interval> intervals, long graceMicros, long horizonMicros) {

  /** Checks the ranges. */
  public FlowSettings {
    intervals = intervals.stream().distinct().sorted().toList();
    if (intervals.isEmpty()) {
      throw new IllegalArgumentException("intervals is empty");
    }
    if (graceMicros < 0) {
      throw new IllegalArgumentException("graceMicros is out of range: " + graceMicros);
    }
    if (horizonMicros < graceMicros) {
      throw new IllegalArgumentException("horizonMicros is out of range: " + horizonMicros);
    }
  }

  /** One minute, two seconds of grace, revised for ten minutes. */
  public static FlowSettings defaults() {
    return new FlowSettings(List.of(new Interval(60_000_000)), 2_000_000, 600_000_000);
  }
}
