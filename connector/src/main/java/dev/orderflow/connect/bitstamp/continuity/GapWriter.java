package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Writes a channel's gap records, and counts them. */
final class GapWriter {

  private final Channel channel;
  private final ContinuityStatistics statistics;
  private final MicroClock clock;
  private final Outputs out;

  GapWriter(Channel channel, ContinuityStatistics statistics, MicroClock clock, Outputs out) {
    this.channel = channel;
    this.statistics = statistics;
    this.clock = clock;
    this.out = out;
  }

  /**
   * Everything between two events has been written.
   *
   * @param events how many of them were fetched
   */
  void repaired(
      Position from, Position to, GapReason reason, long session, long events, Position position) {
    write(from, to, reason, "", session, events, OptionalLong.of(0), position);
  }

  /**
   * Events between two are missing, or may be.
   *
   * @param detail why, never empty
   * @param events events of the gap that have been written
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
    boolean repaired = detail.isEmpty();
    OptionalInt modulo4 = OptionalInt.empty();
    if (to.link().isPresent()) {
      modulo4 = repaired ? OptionalInt.of(0) : EventId.between(from.eventId(), to.eventId());
    }
    Output.Gap gap =
        new Output.Gap(
            channel,
            session,
            clock.micros(),
            from,
            to,
            reason,
            detail,
            repaired,
            events,
            missing,
            modulo4,
            position);
    statistics.gap(gap);
    out.add(gap);
  }
}
