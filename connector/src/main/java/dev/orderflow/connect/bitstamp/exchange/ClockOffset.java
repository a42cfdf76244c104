package dev.orderflow.connect.bitstamp.exchange;

import java.time.Duration;

/**
 * How far the exchange's clock is ahead of ours, from its replies: one that says it was made in a
 * second was made between our sending and our receiving.
 *
 * <p>Each reply gives an interval, and intervals of several replies narrow it down. An interval
 * outside what was known means that a clock was set: then it alone counts. Any thread may observe
 * and read.
 */
public final class ClockOffset {

  private static final long SECOND_MICROS = 1_000_000;

  /** Clocks drift apart by not more than this: 100 parts in a million. */
  private static final double DRIFT = 1e-4;

  private static final Estimate UNKNOWN = new Estimate(Long.MIN_VALUE / 4, Long.MAX_VALUE / 4, 0);

  private volatile Estimate estimate = UNKNOWN;

  /**
   * Takes in a reply.
   *
   * @param dateMicros the whole second in which the exchange made it, microseconds since the epoch
   * @param sentMicros when the question was sent, by our clock
   * @param roundTrip from then to the answer
   * @param nowNanos a ticker
   */
  synchronized void observe(long dateMicros, long sentMicros, Duration roundTrip, long nowNanos) {
    long least = dateMicros - sentMicros - roundTrip.toNanos() / 1_000;
    long most = dateMicros + SECOND_MICROS - sentMicros;
    Estimate last = estimate;
    long drift = (long) ((nowNanos - last.atNanos) / 1_000 * DRIFT);
    long lower = last == UNKNOWN ? least : Math.max(least, last.least - drift);
    long upper = last == UNKNOWN ? most : Math.min(most, last.most + drift);
    estimate =
        lower <= upper ? new Estimate(lower, upper, nowNanos) : new Estimate(least, most, nowNanos);
  }

  /** Whether a reply has told anything. */
  public boolean isKnown() {
    return estimate != UNKNOWN;
  }

  /** The most likely offset in microseconds; 0 while it is not known. */
  public long micros() {
    Estimate now = estimate;
    return now == UNKNOWN ? 0 : now.least + (now.most - now.least) / 2;
  }

  /** How far the real offset may be from {@link #micros}, in microseconds; 0 when not known. */
  public long uncertaintyMicros() {
    Estimate now = estimate;
    return now == UNKNOWN ? 0 : (now.most - now.least) / 2;
  }

  /** Whether the clocks certainly differ by more than that. */
  public boolean isAbove(Duration difference) {
    return isKnown() && Math.abs(micros()) - uncertaintyMicros() > difference.toNanos() / 1_000;
  }

  /** The interval in which the offset lies, in microseconds, and when it was last observed. */
  private record Estimate(long least, long most, long atNanos) {}
}
