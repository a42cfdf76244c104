package dev.orderflow.connect.bitstamp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.connect.bitstamp.continuity.GapReason;
import dev.orderflow.connect.bitstamp.continuity.Output;
import dev.orderflow.connect.bitstamp.continuity.Position;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.ChannelKind;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.exchange.Message;
import dev.orderflow.connect.bitstamp.record.DecimalHandling;
import dev.orderflow.connect.bitstamp.record.ExchangeTime;
import dev.orderflow.connect.bitstamp.record.FeedRecord;
import dev.orderflow.connect.bitstamp.record.FeedRecord.Delivery;
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

class DeliveriesTest {

  private static final Channel TRADES = new Channel(ChannelKind.LIVE_TRADES, "btcusd");
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private long offset;

  private final Deliveries deliveries = new Deliveries(Map.of(), Duration.ZERO);
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
              true),
          List.of(TRADES),
          misfit -> {},
          new StandingTime(),
          channel -> Optional.empty());

  @Test
  void whatIsWrittenInOrderIsConfirmed() {
    FeedRecord first = hand(1);
    FeedRecord second = hand(2);
    settle(second, Delivery.WRITTEN);
    assertThat(settle(0, 0)).isEmpty();
    assertThat(deliveries.confirmed(TRADES)).as("the first is under way").contains(Position.START);
    settle(first, Delivery.WRITTEN);
    assertThat(settle(0, 0)).isEmpty();
    assertThat(deliveries.confirmed(TRADES)).contains(position(2));
    assertThat(deliveries.notWritten()).isZero();
  }

  @Test
  void aRunOfEventsNotWrittenIsDeclaredOnceBetweenItsNeighbours() {
    settle(hand(1), Delivery.WRITTEN);
    settle(hand(2), Delivery.NOT_WRITTEN);
    settle(hand(3), Delivery.NOT_WRITTEN);
    assertThat(settle(0, 9)).as("the run may go on").isEmpty();
    FeedRecord after = hand(4);
    hand(5);
    settle(after, Delivery.WRITTEN);

    assertThat(settle(0, 9))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.reason()).isEqualTo(GapReason.NOT_WRITTEN);
              assertThat(gap.from()).isEqualTo(position(1));
              assertThat(gap.to()).isEqualTo(position(4));
              assertThat(gap.missing()).hasValue(2);
              assertThat(gap.repaired()).isFalse();
              assertThat(gap.position()).as("no offset goes back").isEqualTo(position(5));
            });
    assertThat(settle(10 * SECOND, 9)).isEmpty();
    assertThat(deliveries.notWritten()).isEqualTo(2);
  }

  @Test
  void nothingBehindARunIsConfirmedBeforeItsDeclarationIsSettled() {
    settle(hand(1), Delivery.WRITTEN);
    settle(hand(2), Delivery.NOT_WRITTEN);
    settle(hand(3), Delivery.WRITTEN);
    FeedRecord declaration = hand(settle(0, 0).get(0));
    assertThat(deliveries.confirmed(TRADES)).contains(Position.START);
    settle(declaration, Delivery.WRITTEN);
    settle(0, 0);
    assertThat(deliveries.confirmed(TRADES)).contains(position(3));
  }

  /** Otherwise a topic that refuses everything would be sent gaps about gaps for ever. */
  @Test
  void aDeclarationThatIsNotWrittenIsNotDeclared() {
    settle(hand(1), Delivery.NOT_WRITTEN);
    settle(hand(2), Delivery.WRITTEN);
    FeedRecord declaration = hand(settle(0, 0).get(0));
    settle(declaration, Delivery.NOT_WRITTEN);
    settle(hand(3), Delivery.WRITTEN);
    assertThat(settle(10 * SECOND, 0)).isEmpty();
    assertThat(deliveries.confirmed(TRADES)).contains(position(3));
    assertThat(deliveries.notWritten()).isEqualTo(2);
  }

  /** What they were is not known: another malformed record says how many there were. */
  @Test
  void malformedFramesThatAreNotWrittenAreCountedInTheTopic() {
    for (int i = 0; i < 3; i++) {
      settle(hand(malformed()), Delivery.NOT_WRITTEN);
    }
    settle(hand(malformed()), Delivery.WRITTEN);
    List<Output> said = deliveries.settle(0, 9, channel -> Position.START);
    assertThat(said)
        .singleElement()
        .isInstanceOfSatisfying(
            Output.Malformed.class,
            malformed -> {
              assertThat(malformed.frame().reason()).startsWith("3 malformed frames");
              assertThat(malformed.frame().session()).isEqualTo(7);
              assertThat(malformed.frame().at()).isEqualTo(9);
            });
    settle(hand(said.get(0)), Delivery.NOT_WRITTEN);
    assertThat(deliveries.settle(10 * SECOND, 9, channel -> Position.START)).isEmpty();
    assertThat(deliveries.notWritten()).isEqualTo(4);
  }

  @Test
  void theyAreToldOfOnceASecond() {
    settle(hand(malformed()), Delivery.NOT_WRITTEN);
    assertThat(deliveries.settle(0, 9, channel -> Position.START)).hasSize(1);
    settle(hand(malformed()), Delivery.NOT_WRITTEN);
    assertThat(deliveries.settle(SECOND / 2, 9, channel -> Position.START)).isEmpty();
    assertThat(deliveries.settle(SECOND, 9, channel -> Position.START)).hasSize(1);
  }

  private static Output malformed() {
    return new Output.Malformed(new FeedEvent.MalformedFrame(7, 1, "no JSON", "x", 1));
  }

  @Test
  void runsThatFollowCloselyAreDeclaredAsOne() {
    settle(hand(1), Delivery.NOT_WRITTEN);
    settle(hand(2), Delivery.WRITTEN);
    assertThat(settle(0, 0)).hasSize(1);
    for (int trade = 3; trade < 9; trade++) {
      settle(hand(trade), trade % 2 == 0 ? Delivery.WRITTEN : Delivery.NOT_WRITTEN);
      assertThat(settle(SECOND / 2, 0)).isEmpty();
    }
    assertThat(settle(SECOND, 0))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.from()).isEqualTo(position(2));
              assertThat(gap.to()).isEqualTo(position(8));
              assertThat(gap.missing()).hasValue(3);
            });
  }

  /** With errors tolerated nobody would know of the end of a stream that is refused. */
  @Test
  void aRunAfterWhichNothingIsWrittenIsDeclaredUpToItsLastEvent() {
    settle(hand(1), Delivery.WRITTEN);
    settle(hand(2), Delivery.NOT_WRITTEN);
    settle(hand(3), Delivery.NOT_WRITTEN);
    assertThat(settle(0, 0)).isEmpty();
    assertThat(settle(5 * SECOND - 1, 0)).isEmpty();
    assertThat(settle(5 * SECOND, 0))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.from()).isEqualTo(position(1));
              assertThat(gap.to().tradeId()).isEqualTo(4);
              assertThat(gap.missing()).hasValue(2);
            });
    assertThat(settle(60 * SECOND, 0)).as("once").isEmpty();
    settle(hand(4), Delivery.NOT_WRITTEN);
    settle(hand(5), Delivery.WRITTEN);
    assertThat(settle(60 * SECOND, 0))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.from()).as("the last one declared").isEqualTo(position(3));
              assertThat(gap.to()).isEqualTo(position(5));
              assertThat(gap.missing()).hasValue(1);
            });
  }

  @Test
  void aRunOfFramesThatHaveNoIdsEndsJustAfterItsLast() {
    Channel book = new Channel(ChannelKind.DIFF_ORDER_BOOK, "btcusd");
    Message.Data data = new Message.Data(book, "data", 7_000_000, "", "", Message.Data.NONE);
    settle(
        hand(new Output.Event(data, "frame", 1, 2, false, Position.after(data))),
        Delivery.NOT_WRITTEN);
    settle(0, 0);
    assertThat(settle(5 * SECOND, 0))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.from()).isEqualTo(Position.START);
              assertThat(gap.to()).isEqualTo(new Position("", Position.NONE, 7_000_001));
            });
  }

  /** What is said later holds: a repair of what was refused would take its declaration back. */
  @Test
  void aRepairOfWhatWasRefusedIsNotBelieved() {
    settle(hand(4), Delivery.WRITTEN);
    settle(hand(5), Delivery.NOT_WRITTEN);
    settle(hand(6), Delivery.WRITTEN);
    assertThat(deliveries.lacks(repaired(4, 6))).as("nothing is known yet").isFalse();
    assertThat(settle(0, 0)).hasSize(1);
    assertThat(deliveries.lacks(repaired(4, 6))).isTrue();
    assertThat(deliveries.lacks(repaired(1, 9))).isTrue();
    assertThat(deliveries.lacks(repaired(6, 9))).as("next to it").isFalse();
    Output.Gap gap = repaired(4, 6).unrepaired("why");
    assertThat(gap.repaired()).isFalse();
    assertThat(gap.missing()).isEmpty();
  }

  private static Output.Gap repaired(int from, int to) {
    return new Output.Gap(
        TRADES,
        1,
        2,
        position(from),
        position(to),
        GapReason.AUDIT,
        "",
        true,
        1,
        OptionalLong.of(0),
        OptionalInt.empty(),
        position(to));
  }

  /** An event of another order source is written while older ones are held back. */
  @Test
  void theBoundsOfARunHoldOrdersThatCameBehindNewerOnes() {
    settle(hand(order(30)), Delivery.WRITTEN);
    settle(hand(order(10)), Delivery.NOT_WRITTEN);
    settle(hand(order(20)), Delivery.NOT_WRITTEN);
    settle(hand(order(15)), Delivery.WRITTEN);
    assertThat(settle(0, 0))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.from().microtimestamp()).isEqualTo(1_000_009);
              assertThat(gap.to().microtimestamp()).isEqualTo(1_000_021);
            });
  }

  private static Output order(int number) {
    Message.Data data =
        new Message.Data(
            new Channel(ChannelKind.LIVE_ORDERS, "btcusd"),
            "order_created",
            1_000_000L + number,
            "00065aad-0000-0000-0000-0000000000" + number,
            "",
            number);
    return new Output.Event(data, "frame " + number, 1, 2, false, Position.after(data));
  }

  /** A partition without a leader holds up one record while those of others are written. */
  @Test
  void whatWaitsForARecordThatIsHeldUpIsBounded() {
    FeedRecord heldUp = hand(1);
    for (int trade = 2; trade <= Deliveries.MOST_IN_FLIGHT; trade++) {
      assertThat(deliveries.isFull(0)).isFalse();
      settle(hand(trade), Delivery.WRITTEN);
    }
    assertThat(deliveries.isFull(0)).isTrue();
    settle(heldUp, Delivery.WRITTEN);
    assertThat(deliveries.isFull(0)).isFalse();
    settle(0, 0);
    assertThat(deliveries.confirmed(TRADES)).contains(position(Deliveries.MOST_IN_FLIGHT));
  }

  /** Trades that the exchange's list had come after newer ones. */
  @Test
  void theBoundsOfARunHoldATradeThatCameLate() {
    settle(hand(10), Delivery.WRITTEN);
    settle(hand(5), Delivery.NOT_WRITTEN);
    settle(hand(11), Delivery.WRITTEN);
    assertThat(settle(0, 0))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.from().tradeId()).isEqualTo(4);
              assertThat(gap.to().tradeId()).isEqualTo(11);
            });
    settle(hand(20), Delivery.NOT_WRITTEN);
    settle(hand(6), Delivery.WRITTEN);
    assertThat(settle(SECOND, 0))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.from().tradeId()).isEqualTo(11);
              assertThat(gap.to().tradeId()).isEqualTo(21);
            });
  }

  private void settle(FeedRecord record, Delivery delivery) {
    deliveries.settled(
        record,
        delivery == Delivery.WRITTEN
            ? Optional.of(new Output.WrittenUpTo("t", 0, offset++))
            : Optional.empty());
  }

  /** What is declared; there is nothing but gaps without an interval of proofs. */
  private List<Output.Gap> settle(long nowNanos, long atMicros) {
    return deliveries.settle(nowNanos, atMicros, channel -> Position.START).stream()
        .map(Output.Gap.class::cast)
        .toList();
  }

  private FeedRecord hand(int trade) {
    Message.Data data = new Message.Data(TRADES, "trade", 1_000_000L + trade, "", "", trade);
    return hand(new Output.Event(data, "frame " + trade, 1, 2, false, Position.after(data)));
  }

  private FeedRecord hand(Output output) {
    FeedRecord record = mapper.map(output).get(0);
    deliveries.handedOver(record);
    return record;
  }

  private static Position position(int trade) {
    return new Position("", trade, 1_000_000L + trade);
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
