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

  /** Where nothing is written after it, a run is declared without an end after so long. */
  private static final long LONGEST_WAIT_NANOS = Duration.ofSeconds(5).toNanos();

  private final Channel channel;
  private final long session;
  private final long beganAt;
  private Position from;
  private Optional<Position> to = Optional.empty();
  private Position lowest;
  private Position highest;
  private long count;

  /**
   * A run that begins.
   *
   * @param before the last event written before it
   * @param first its first event, which is still to be added
   */
  MissingRun(Channel channel, Optional<Output.Event> before, Output.Event first, long nowNanos) {
    this.channel = channel;
    session = first.session();
    beganAt = nowNanos;
    from = before.map(event -> Position.after(event.data())).orElse(Position.START);
    lowest = Position.after(first.data());
    highest = lowest;
  }

  void add(Output.Event event) {
    Position missing = Position.after(event.data());
    lowest = missing.tradeId() < lowest.tradeId() ? missing : lowest;
    highest = missing.tradeId() > highest.tradeId() ? missing : highest;
    to = Optional.empty();
    count++;
  }

  void written(Output.Event event) {
    if (to.isEmpty()) {
      to = Optional.of(Position.after(event.data()));
    }
  }

  boolean isDue(long nowNanos) {
    return to.isPresent() || nowNanos - beganAt >= LONGEST_WAIT_NANOS;
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
    boolean holds = !isTrades() || to.isEmpty() || to.get().tradeId() > highest.tradeId();
    return holds
        ? to.orElse(Position.START)
        : new Position("", highest.tradeId() + 1, highest.microtimestamp());
  }

  private boolean isTrades() {
    return channel.kind() == ChannelKind.LIVE_TRADES;
  }
}
