package dev.orderflow.connect.bitstamp.continuity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.EndReason;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.exchange.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Continuity over a scripted exchange, with the time in the test's hand. */
final class ContinuityHarness {

  static final ContinuitySettings SETTINGS =
      new ContinuitySettings(
          Duration.ofMillis(50),
          Duration.ofMillis(250),
          true,
          Duration.ofSeconds(30),
          Duration.ofDays(1),
          Duration.ofMillis(500),
          true,
          Duration.ZERO,
          Duration.ofSeconds(30),
          Duration.ofSeconds(3),
          Duration.ofSeconds(120),
          100_000,
          1L << 30);

  /** The same with another bound on what is held. */
  static ContinuitySettings holding(int frames) {
    return settings(
        SETTINGS.repairMaxAge(), SETTINGS.tradeAuditInterval(), frames, SETTINGS.maxHeldBytes());
  }

  /** The same with another bound on the bytes that are held. */
  static ContinuitySettings holdingBytes(long bytes) {
    return settings(
        SETTINGS.repairMaxAge(), SETTINGS.tradeAuditInterval(), SETTINGS.maxHeld(), bytes);
  }

  /** The same without audits of trades. */
  static ContinuitySettings withoutAudits() {
    return settings(
        SETTINGS.repairMaxAge(), Duration.ZERO, SETTINGS.maxHeld(), SETTINGS.maxHeldBytes());
  }

  /** The same with another bound on the age of what is repaired. */
  static ContinuitySettings repairing(Duration maxAge) {
    return settings(
        maxAge, SETTINGS.tradeAuditInterval(), SETTINGS.maxHeld(), SETTINGS.maxHeldBytes());
  }

  private static ContinuitySettings settings(
      Duration maxAge, Duration audits, int held, long bytes) {
    return new ContinuitySettings(
        SETTINGS.reorderWait(),
        SETTINGS.mergeWait(),
        SETTINGS.repairEnabled(),
        SETTINGS.repairTimeout(),
        maxAge,
        SETTINGS.retryInterval(),
        SETTINGS.snapshotsEnabled(),
        SETTINGS.snapshotInterval(),
        audits,
        SETTINGS.witnessWait(),
        SETTINGS.dataTimeout(),
        held,
        bytes);
  }

  final ScriptedExchange exchange;
  final List<Output> outputs = new ArrayList<>();
  private final List<Channel> channels;
  private final ContinuitySettings settings;
  private Continuity continuity;
  private long nanos;
  private long sessions;

  ContinuityHarness(ScriptedExchange exchange, ContinuitySettings settings, Channel... channels) {
    this.exchange = exchange;
    this.settings = settings;
    this.channels = List.of(channels);
    continuity = create(Map.of());
  }

  private Continuity create(Map<Channel, Position> positions) {
    return new Continuity(
        channels,
        channel -> positions.getOrDefault(channel, Position.START),
        exchange::send,
        settings,
        () -> exchange.micros,
        nanos);
  }

  /** A new task, from the positions that the outputs so far carry. */
  void restartTask() {
    Map<Channel, Position> positions = new HashMap<>();
    for (Output output : outputs) {
      if (output instanceof Output.Event event) {
        positions.put(event.data().channel(), event.position());
      } else if (output instanceof Output.Gap gap) {
        positions.put(gap.channel(), gap.position());
      } else if (output instanceof Output.SessionChange change) {
        positions.put(change.channel(), change.position());
      } else if (output instanceof Output.Snapshot snapshot) {
        positions.put(snapshot.channel(), snapshot.position());
      } else if (output instanceof Output.FillWithoutTrade fill) {
        positions.put(fill.channel(), fill.position());
      }
    }
    continuity = create(positions);
  }

  /** A new task, from one position. */
  void restartTask(Channel channel, Position position) {
    continuity = create(Map.of(channel, position));
  }

  long connect() {
    long session = ++sessions;
    for (Channel channel : channels) {
      accept(new FeedEvent.Subscribed(session, exchange.micros, channel));
    }
    return session;
  }

  void disconnect(long session) {
    accept(
        new FeedEvent.Ended(session, exchange.micros, EndReason.CONNECTION_FAILED, "test", false));
  }

  /** A planned end: everything that was sent over the session has come. */
  void retire(long session) {
    accept(
        new FeedEvent.Ended(session, exchange.micros, EndReason.RECONNECT_REQUESTED, "test", true));
  }

  void deliver(Message.Data data, String text, long session) {
    accept(new FeedEvent.Frame(session, data.microtimestamp() + 5, data, text, 2 * text.length()));
  }

  void deliver(Message.Data data, long session) {
    accept(ScriptedExchange.frame(data, session));
  }

  void accept(FeedEvent event) {
    continuity.accept(List.of(event), nanos);
    outputs.addAll(continuity.take());
  }

  void notWritten(Channel channel) {
    notWritten(channel, Position.START, Position.START);
  }

  void notWritten(Channel channel, Position from, Position to) {
    continuity.notWritten(
        new Output.Gap(
            channel,
            1,
            0,
            from,
            to,
            GapReason.NOT_WRITTEN,
            "",
            false,
            0,
            OptionalLong.empty(),
            OptionalInt.empty(),
            to));
  }

  void requestSnapshot(Channel channel) {
    continuity.requestSnapshot(channel, nanos);
  }

  void requestAudit(Channel channel) {
    continuity.requestAudit(channel, nanos);
  }

  /** Lets time pass in small steps, as polls would. */
  void pass(Duration duration) {
    long step = Duration.ofMillis(20).toNanos();
    for (long passed = 0; passed < duration.toNanos(); passed += step) {
      nanos += step;
      continuity.accept(exchange.answers(), nanos);
      continuity.advance(nanos);
      outputs.addAll(continuity.take());
    }
  }

  /** Nobody polls for so long; then what has come meanwhile is taken in at once. */
  void standStill(Duration duration) {
    nanos += duration.toNanos();
    pass(Duration.ofMillis(20));
  }

  List<Message.Data> written(Channel channel) {
    return outputs.stream()
        .filter(Output.Event.class::isInstance)
        .map(output -> ((Output.Event) output).data())
        .filter(data -> data.channel().equals(channel))
        .toList();
  }

  List<Output.Gap> gaps(Channel channel, boolean repaired) {
    return outputs.stream()
        .filter(Output.Gap.class::isInstance)
        .map(Output.Gap.class::cast)
        .filter(gap -> gap.channel().equals(channel) && gap.repaired() == repaired)
        .toList();
  }

  ContinuityStatistics statistics() {
    return continuity.statistics();
  }

  boolean isWaiting() {
    return continuity.isWaiting();
  }

  /** Every event is written once and in order, or lies inside a declared gap. */
  void assertNothingLostSilently(List<Message.Data> truth) {
    List<String> written =
        written(ScriptedExchange.ORDERS).stream().map(Message.Data::eventId).toList();
    assertThat(written).doesNotHaveDuplicates().isSorted();
    List<Output.Gap> gaps = gaps(ScriptedExchange.ORDERS, false);
    Set<String> found = new HashSet<>(written);
    for (Message.Data event : truth) {
      boolean declared =
          gaps.stream()
              .anyMatch(
                  gap ->
                      gap.from().eventId().compareTo(event.eventId()) < 0
                          && gap.to().eventId().compareTo(event.eventId()) > 0);
      assertThat(found.contains(event.eventId()) || declared)
          .as("%s is written or declared missing", event)
          .isTrue();
    }
  }
}
