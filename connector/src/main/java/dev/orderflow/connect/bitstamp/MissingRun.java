package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.continuity.GapReason;
import dev.orderflow.connect.bitstamp.continuity.Output;
import dev.orderflow.connect.bitstamp.continuity.Position;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.ChannelKind;
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
    lowest = missing.tradeId() < lowest.tradeId() ? missing : lowest;
    highest = missing.tradeId() > highest.tradeId() ? missing : highest;
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

  /** Trades that came late stand behind newer ones, which are no bounds for them. */
  private Position before() {
    boolean holds = !isTrades() || from.tradeId() < lowest.tradeId();
    return holds ? from : new Position("", lowest.tradeId() - 1, lowest.microtimestamp());
  }

  private Position after() {
    if (isTrades() && to.filter(position -> position.tradeId() > highest.tradeId()).isEmpty()) {
      return new Position("", highest.tradeId() + 1, highest.microtimestamp());
    }
    return to.orElse(last.isStarted() ? justAfter(last) : Position.START);
  }

  private static Position justAfter(Position event) {
    return new Position("", Position.NONE, event.microtimestamp() + 1);
  }

  private boolean isTrades() {
    return channel.kind() == ChannelKind.LIVE_TRADES;
  }
}
