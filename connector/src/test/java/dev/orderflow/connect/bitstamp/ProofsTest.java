package dev.orderflow.connect.bitstamp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.connect.bitstamp.continuity.AuditedTrades;
import dev.orderflow.connect.bitstamp.continuity.GapReason;
import dev.orderflow.connect.bitstamp.continuity.Output;
import dev.orderflow.connect.bitstamp.continuity.Position;
import dev.orderflow.connect.bitstamp.continuity.ProvenRange.Evidence;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.ChannelKind;
import dev.orderflow.connect.bitstamp.exchange.Message;
import dev.orderflow.connect.bitstamp.record.DecimalHandling;
import dev.orderflow.connect.bitstamp.record.ExchangeTime;
import dev.orderflow.connect.bitstamp.record.FeedRecord;
import dev.orderflow.connect.bitstamp.record.RecordKey;
import dev.orderflow.connect.bitstamp.record.RecordMapper;
import dev.orderflow.connect.bitstamp.record.RecordSettings;
import dev.orderflow.connect.bitstamp.record.TopicTemplate;
import dev.orderflow.connect.bitstamp.record.ValueFormat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is called proven is in the topic, and nothing of it missing. */
class ProofsTest {

  private static final Channel ORDERS = new Channel(ChannelKind.LIVE_ORDERS, "btcusd");
  private static final Channel TRADES = new Channel(ChannelKind.LIVE_TRADES, "btcusd");
  private static final Channel BOOK = new Channel(ChannelKind.ORDER_BOOK, "btcusd");
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private Deliveries deliveries = new Deliveries(Map.of(), Duration.ofSeconds(1));
  private Position shown = Position.START;
  private long now;
  private long offset;

  private final RecordMapper mapper =
      new RecordMapper(
          new RecordSettings(
              new TopicTemplate("t"),
              new TopicTemplate("t"),
              RecordKey.MARKET,
              ValueFormat.RAW,
              DecimalHandling.STRING,
              1_000,
              1_000,
              false),
          List.of(ORDERS, TRADES, BOOK),
          misfit -> {},
          new StandingTime(),
          channel -> Optional.empty());

  @Test
  void ordersAreProvenByTheirChainOnceTheyAreInTheTopic() {
    FeedRecord first = hand(order("a", ""));
    FeedRecord second = hand(order("b", "a"));
    FeedRecord third = hand(order("c", "b"));
    written(first);
    written(third);
    assertThat(proofs()).as("one event is no range, and the next is under way").isEmpty();
    written(second);
    assertThat(proofs())
        .singleElement()
        .satisfies(
            proof -> {
              assertThat(proof.by()).isEqualTo(Evidence.CHAIN);
              assertThat(proof.from().eventId()).isEqualTo("a");
              assertThat(proof.until().eventId()).isEqualTo("c");
              assertThat(proof.written()).containsExactly(new Output.WrittenUpTo("t", 0, 2));
              assertThat(proof.position().eventId()).as("no offset goes back").isEqualTo("c");
            });
    assertThat(proofs()).as("without news").isEmpty();
  }

  /** As with acks=0 among the settings of the worker, which the connector cannot see. */
  @Test
  void whatTheBrokerWasNotAskedToConfirmIsNotProven() {
    offset = -1;
    written(hand(order("a", "")));
    offset = -1;
    written(hand(order("b", "a")));
    assertThat(proofs()).isEmpty();
  }

  @Test
  void aProofWaitsForItsInterval() {
    written(hand(order("a", "")));
    written(hand(order("b", "a")));
    assertThat(proofs()).hasSize(1);
    now -= SECOND / 2;
    written(hand(order("c", "b")));
    assertThat(proofs()).isEmpty();
    assertThat(proofs()).hasSize(1);
  }

  @Test
  void aZeroIntervalProvesNothing() {
    deliveries = new Deliveries(Map.of(), Duration.ZERO);
    written(hand(order("a", "")));
    written(hand(order("b", "a")));
    assertThat(proofs()).isEmpty();
  }

  @Test
  void aRestartGoesOnFromTheStoredOffset() {
    deliveries =
        new Deliveries(Map.of(ORDERS, new Position("a", Position.NONE, 1)), Duration.ofSeconds(1));
    written(hand(order("b", "a")));
    assertThat(proofs())
        .singleElement()
        .satisfies(proof -> assertThat(proof.from().eventId()).isEqualTo("a"));
  }

  @Test
  void aBrokenChainBeginsARangeAnew() {
    written(hand(order("a", "")));
    written(hand(order("b", "a")));
    written(hand(order("d", "c")));
    assertThat(proofs()).isEmpty();
    written(hand(order("e", "d")));
    assertThat(proofs())
        .singleElement()
        .satisfies(
            proof -> {
              assertThat(proof.from().eventId()).isEqualTo("d");
              assertThat(proof.until().eventId()).isEqualTo("e");
            });
  }

  @Test
  void anOrderThatWasRefusedIsInNoRange() {
    written(hand(order("a", "")));
    refused(hand(order("b", "a")));
    written(hand(order("c", "b")));
    List<Output> declared = settle();
    assertThat(declared).hasOnlyElementsOfType(Output.Gap.class).hasSize(1);
    FeedRecord declaration = hand(declared.get(0));
    written(hand(order("d", "c")));
    assertThat(proofs()).as("its offset would hide what is not declared yet").isEmpty();
    written(declaration);
    assertThat(proofs())
        .singleElement()
        .satisfies(proof -> assertThat(proof.from().eventId()).isEqualTo("c"));
  }

  @Test
  void eventsOfOtherSourcesDoNotBreakTheChain() {
    written(hand(order("a", "")));
    written(hand(order("x", "w", "stop_order")));
    written(hand(order("b", "a")));
    assertThat(proofs())
        .singleElement()
        .satisfies(proof -> assertThat(proof.until().eventId()).isEqualTo("b"));
  }

  @Test
  void tradesAreProvenUpToWhereTheListHasShownThem() {
    written(hand(trade(10, mark(10))));
    written(hand(trade(11, mark(10))));
    assertThat(proofs()).isEmpty();
    FeedRecord underWay = hand(trade(12, mark(11)));
    shown = new Position("", 12, 1_012, mark(12), "");
    assertThat(proofs()).as("the mark covers what is under way").isEmpty();
    written(underWay);
    assertThat(proofs())
        .singleElement()
        .satisfies(
            proof -> {
              assertThat(proof.by()).isEqualTo(Evidence.LIST);
              assertThat(proof.from().tradeId()).isEqualTo(10);
              assertThat(proof.until().tradeId()).isEqualTo(12);
              assertThat(proof.until().microtimestamp()).isEqualTo(1_012);
            });
  }

  @Test
  void noRangeOfTradesHoldsADeclaredHole() {
    written(hand(trade(10, mark(10))));
    written(hand(gap(10, 20)));
    written(hand(trade(25, mark(19))));
    assertThat(proofs()).isEmpty();
    written(hand(trade(26, mark(25))));
    assertThat(proofs())
        .singleElement()
        .satisfies(proof -> assertThat(proof.from().tradeId()).isEqualTo(20));
  }

  /** The one who reads the declaration only needs it where nothing was proven. */
  @Test
  void noRangeOfTradesHoldsARefusedOneThoughItsDeclarationIsRefusedToo() {
    written(hand(trade(10, mark(10))));
    refused(hand(trade(11, mark(10))));
    written(hand(trade(12, mark(10))));
    List<Output> declared = settle();
    assertThat(declared).hasOnlyElementsOfType(Output.Gap.class).hasSize(1);
    refused(hand(declared.get(0)));
    written(hand(trade(13, mark(13))));
    assertThat(proofs())
        .singleElement()
        .satisfies(proof -> assertThat(proof.from().tradeId()).isEqualTo(12));
  }

  @Test
  void idsThatWentBackBeginARangeAnew() {
    written(hand(trade(10, mark(9))));
    written(hand(gap(10, 2)));
    written(hand(trade(3, mark(2))));
    assertThat(proofs()).isEmpty();
    written(hand(trade(4, mark(3))));
    assertThat(proofs())
        .singleElement()
        .satisfies(
            proof -> {
              assertThat(proof.from().tradeId()).isEqualTo(2);
              assertThat(proof.until().tradeId()).isEqualTo(3);
            });
  }

  @Test
  void nothingProvesABookChannel() {
    for (int i = 0; i < 5; i++) {
      Message.Data data = new Message.Data(BOOK, "data", 1_000 + i, "", "", Message.Data.NONE);
      written(hand(new Output.Event(data, "frame", 1, 2, false, Position.after(data))));
    }
    assertThat(proofs()).isEmpty();
  }

  /** What the connector says itself carries the mark that was known before. */
  @Test
  void anOlderMarkOfALaterRecordTakesNothingBack() {
    written(hand(trade(10, mark(10))));
    written(hand(gap(10, 20)));
    written(hand(trade(25, mark(24))));
    assertThat(proofs()).hasSize(1);
    written(
        hand(
            new Output.SessionChange(
                TRADES, 1, 2, true, "subscribed", new Position("", 10, 1_010, mark(10), ""))));
    written(hand(trade(26, mark(25))));
    assertThat(proofs())
        .singleElement()
        .satisfies(proof -> assertThat(proof.from().tradeId()).isEqualTo(20));
  }

  @Test
  void noRangeHoldsAHoleWhoseDeclarationDidNotComeToTheTopic() {
    written(hand(trade(10, mark(10))));
    refused(hand(gap(10, 20)));
    written(hand(trade(25, mark(25))));
    assertThat(proofs())
        .singleElement()
        .satisfies(proof -> assertThat(proof.from().tradeId()).isEqualTo(20));
  }

  @Test
  void noRangeHoldsARefusedOrderThatStandsInNoChain() {
    written(hand(order("a", "")));
    refused(hand(order("x", "w", "stop_order")));
    written(hand(order("b", "a")));
    assertThat(proofs()).isEmpty();
  }

  /** Where they are in the topic is not known to this task. */
  @Test
  void noRangeHoldsWhatAnEarlierTaskWrote() {
    deliveries =
        new Deliveries(
            Map.of(TRADES, new Position("", 12, 1_012, mark(10), "")), Duration.ofSeconds(1));
    written(hand(trade(13, mark(13))));
    assertThat(proofs())
        .singleElement()
        .satisfies(proof -> assertThat(proof.from().tradeId()).isEqualTo(12));
  }

  private List<Output.Proof> proofs() {
    return settle().stream()
        .filter(Output.Proof.class::isInstance)
        .map(Output.Proof.class::cast)
        .toList();
  }

  private List<Output> settle() {
    now += SECOND;
    return deliveries.settle(now, 9, channel -> channel.equals(TRADES) ? shown : Position.START);
  }

  private void written(FeedRecord record) {
    deliveries.settled(record, Optional.of(new Output.WrittenUpTo("t", 0, offset++)));
  }

  private void refused(FeedRecord record) {
    deliveries.settled(record, Optional.empty());
  }

  private FeedRecord hand(Output output) {
    FeedRecord record = mapper.map(output).get(0);
    deliveries.handedOver(record);
    return record;
  }

  private static Output.Event order(String id, String previous) {
    return order(id, previous, "orderbook");
  }

  private static Output.Event order(String id, String previous, String source) {
    Message.Data data =
        new Message.Data(ORDERS, "order_created", 1_000, id, previous, 1, source, Optional.empty());
    return new Output.Event(data, "frame " + id, 1, 2, false, Position.after(data));
  }

  private static Output.Event trade(long id, Optional<AuditedTrades> mark) {
    Message.Data data = new Message.Data(TRADES, "trade", 1_000 + id, "", "", id);
    return new Output.Event(
        data, "frame " + id, 1, 2, false, new Position("", id, 1_000 + id, mark, ""));
  }

  private static Optional<AuditedTrades> mark(long id) {
    return Optional.of(new AuditedTrades(id, 1_000 + id, 0, ""));
  }

  private static Output.Gap gap(long from, long to) {
    return new Output.Gap(
        TRADES,
        1,
        2,
        new Position("", from, 1_000 + from),
        new Position("", to, 1_000 + to),
        GapReason.AUDIT,
        "as said",
        false,
        0,
        OptionalLong.empty(),
        OptionalInt.empty(),
        Position.START);
  }

  private record StandingTime() implements ExchangeTime {
    @Override
    public long micros() {
      return 5_000_000;
    }

    @Override
    public long latestMicros() {
      return 10_000_000;
    }
  }
}
