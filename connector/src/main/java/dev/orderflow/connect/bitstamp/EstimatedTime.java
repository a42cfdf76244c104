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

  /**
   * A time.
   *
   * @param nowMicros our time, microseconds since the epoch
   */
  EstimatedTime(ClockOffset offset, long nowMicros) {
    this.offset = offset;
    now = nowMicros;
  }

  /** Time has passed. */
  void set(long nowMicros) {
    now = nowMicros;
  }

  @Override
  public long micros() {
    return now + offset.micros();
  }

  @Override
  public long latestMicros() {
    return micros()
        + (offset.isKnown()
            ? MOST_AHEAD_MICROS + offset.uncertaintyMicros()
            : MOST_AHEAD_OF_OUR_CLOCK_MICROS);
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }
}
