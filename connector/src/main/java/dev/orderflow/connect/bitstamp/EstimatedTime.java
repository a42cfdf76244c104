package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.exchange.ClockOffset;
import dev.orderflow.connect.bitstamp.record.ExchangeTime;
import java.time.Duration;

/**
 * The exchange's time by our clock and what is known of their difference. It stands still between
 * two polls. Owned by the task's thread.
 */
final class EstimatedTime implements ExchangeTime {

  private static final long MOST_AHEAD_MICROS = micros(Duration.ofMinutes(5));

  /** While the difference is not known; brokers refuse what is an hour ahead of their own clock. */
  private static final long MOST_AHEAD_OF_OUR_CLOCK_MICROS = micros(Duration.ofMinutes(50));

  private final ClockOffset offset;
  private long now;
  private long latest;

  /**
   * A time.
   *
   * @param nowMicros our time, microseconds since the epoch
   */
  EstimatedTime(ClockOffset offset, long nowMicros) {
    this.offset = offset;
    set(nowMicros);
  }

  /** Time has passed. */
  void set(long nowMicros) {
    now = nowMicros + offset.micros();
    latest =
        now
            + (offset.isKnown()
                ? MOST_AHEAD_MICROS + offset.uncertaintyMicros()
                : MOST_AHEAD_OF_OUR_CLOCK_MICROS);
  }

  @Override
  public long micros() {
    return now;
  }

  @Override
  public long latestMicros() {
    return latest;
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }
}
