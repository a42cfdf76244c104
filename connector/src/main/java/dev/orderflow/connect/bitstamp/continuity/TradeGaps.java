package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Writes the gap records of a {@code live_trades} channel, and counts them. */
final class TradeGaps {

  private final Channel channel;
  private final ContinuityStatistics statistics;
  private final MicroClock clock;
  private final Outputs out;

  TradeGaps(Channel channel, ContinuityStatistics statistics, MicroClock clock, Outputs out) {
    this.channel = channel;
    this.statistics = statistics;
    this.clock = clock;
    this.out = out;
  }

  /** Everything between two trades has been written. */
  void repaired(
      Position from, Position to, GapReason reason, long session, long events, Position position) {
    write(from, to, reason, "", session, events, OptionalLong.of(0), position);
  }

  /**
   * Trades between two are missing.
   *
   * @param detail why, never empty
   * @param events trades of the gap that have been written
   * @param missing how many are missing, where that is known
   */
  void unrepaired(
      Position from,
      Position to,
      GapReason reason,
      String detail,
      long session,
      long events,
      OptionalLong missing,
      Position position) {
    write(from, to, reason, detail, session, events, missing, position);
  }

  private void write(
      Position from,
      Position to,
      GapReason reason,
      String detail,
      long session,
      long events,
      OptionalLong missing,
      Position position) {
    Output.Gap gap =
        new Output.Gap(
            channel,
            session,
            clock.micros(),
            from,
            to,
            reason,
            detail,
            detail.isEmpty(),
            events,
            missing,
            OptionalInt.empty(),
            position);
    statistics.gap(gap);
    out.add(gap);
  }
}
