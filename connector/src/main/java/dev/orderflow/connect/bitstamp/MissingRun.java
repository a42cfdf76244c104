package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.continuity.GapReason;
import dev.orderflow.connect.bitstamp.continuity.Output;
import dev.orderflow.connect.bitstamp.continuity.Position;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Events of a channel that were handed over and are not in the topic, one after the other, and
 * maybe a few between that are. Used by the task's thread alone.
 */
final class MissingRun {

  /** Where nothing is written after it, a run is declared up to its last event after so long. */
  private static final long LONGEST_WAIT_NANOS = Duration.ofSeconds(5).toNanos();

  private final Channel channel;
  private final Position from;
  private final long session;
  private final long beganAt;
  private Optional<Position> to = Optional.empty();
  private Position lowest;
  private Position highest;
  private Position last;
  private long count;

  /**
   * A run that begins.
   *
   * @param from the last event before it that is written or declared
   * @param first its first event, which is still to be added
   */
  MissingRun(Channel channel, Position from, Output.Event first, long nowNanos) {
    this.channel = channel;
    this.from = from;
    session = first.session();
    beganAt = nowNanos;
    lowest = Position.after(first.data());
    highest = lowest;
    last = lowest;
  }

  void add(Output.Event event) {
    Position missing = Position.after(event.data());
    lowest = missing.precedes(lowest) ? missing : lowest;
    highest = highest.precedes(missing) ? missing : highest;
    last = missing;
    to = Optional.empty();
    count++;
  }

  /** Its last event so far. */
  Position last() {
    return last;
  }

  void written(Output.Event event) {
    if (to.isEmpty()) {
      to = Optional.of(Position.after(event.data()));
    }
  }

  /** Whether something was written after it. */
  boolean hasEnd() {
    return to.isPresent();
  }

  boolean isDue(long nowNanos) {
    return hasEnd() || nowNanos - beganAt >= LONGEST_WAIT_NANOS;
  }

  Output.Gap gap(long atMicros, Position handedOver) {
    return new Output.Gap(
        channel,
        session,
        atMicros,
        before(),
        after(),
        GapReason.NOT_WRITTEN,
        "refused by the topic, or dropped by a transformation",
        false,
        0,
        OptionalLong.of(count),
        OptionalInt.empty(),
        handedOver);
  }

  /**
   * What came late, as trades of the list or order events that were held back, stands behind newer
   * events, which are no bounds for it.
   */
  private Position before() {
    return from.equals(Position.START) || from.precedes(lowest) ? from : beside(lowest, -1);
  }

  private Position after() {
    return to.filter(highest::precedes).orElseGet(() -> beside(highest, 1));
  }

  /** Just before or after an event: on trades the next id, else the next microsecond. */
  private static Position beside(Position event, int step) {
    if (event.tradeId() != Position.NONE) {
      return new Position("", event.tradeId() + step, event.microtimestamp());
    }
    return event.time() == Position.NONE
        ? Position.START
        : new Position("", Position.NONE, event.time() + step);
  }
}
