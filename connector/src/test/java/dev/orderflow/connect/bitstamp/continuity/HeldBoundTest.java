package dev.orderflow.connect.bitstamp.continuity;

import static dev.orderflow.connect.bitstamp.continuity.ScriptedExchange.ORDERS;
import static dev.orderflow.connect.bitstamp.continuity.ScriptedExchange.TRADES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.connect.bitstamp.exchange.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is let go when more is held back than may be. */
class HeldBoundTest {

  private final ScriptedExchange exchange = new ScriptedExchange(1);

  private ContinuityHarness holding(int frames) {
    return new ContinuityHarness(exchange, ContinuityHarness.holding(frames), ORDERS, TRADES);
  }

  /** A book can be asked for again. */
  @Test
  void whatWaitsForABookIsLetGoFirst() {
    ContinuityHarness harness = holding(10);
    exchange.callFails = () -> true;
    long session = harness.connect();
    for (int i = 0; i < 8; i++) {
      harness.deliver(exchange.nextOrder(), session);
    }
    harness.pass(Duration.ofMillis(20));
    assertThat(harness.written(ORDERS)).isEmpty();
    Message.Data late = exchange.nextOrder();
    harness.deliver(exchange.nextOrder(), session);
    harness.deliver(exchange.nextOrder(), session);
    harness.pass(Duration.ofMillis(20));
    assertThat(harness.written(ORDERS)).hasSize(8);
    harness.deliver(late, session);
    harness.pass(Duration.ofMillis(20));

    assertThat(harness.written(ORDERS)).isEqualTo(exchange.orders);
    assertThat(harness.gaps(ORDERS, false)).isEmpty();
  }

  @Test
  void theChannelThatHoldsMostIsLetGoAlone() {
    ContinuityHarness harness = holding(20);
    long first = harness.connect();
    harness.deliver(exchange.nextOrder(), first);
    harness.deliver(exchange.nextTrade(), first);
    harness.pass(Duration.ofSeconds(4));
    harness.disconnect(first);
    exchange.callFails = () -> true;
    long session = harness.connect();
    for (int i = 0; i < 18; i++) {
      harness.deliver(exchange.nextTrade(), session);
    }
    Message.Data late = exchange.nextOrder();
    harness.deliver(exchange.nextOrder(), session);
    harness.pass(Duration.ofMillis(20));
    assertThat(harness.written(TRADES)).hasSize(1);
    harness.deliver(exchange.nextOrder(), session);
    harness.pass(Duration.ofMillis(20));
    assertThat(harness.written(TRADES)).isEqualTo(exchange.trades);
    harness.deliver(late, session);
    harness.pass(Duration.ofMillis(20));

    assertThat(harness.written(ORDERS)).isEqualTo(exchange.orders);
    assertThat(harness.gaps(ORDERS, false)).isEmpty();
  }

  /** One gap for all of them, up to the last that does not follow the one before. */
  @Test
  void aBoundOnWhatIsHeldIsOneGapForAllThatLacksSomething() {
    ContinuityHarness few = new ContinuityHarness(exchange, ContinuityHarness.holding(10), ORDERS);
    assertBound(few, 8);
  }

  @Test
  void aBoundOnBytesIsOneToo() {
    ContinuitySettings bytes = ContinuityHarness.holdingBytes(5_000);
    assertBound(new ContinuityHarness(exchange, bytes, ORDERS), 8);
  }

  private void assertBound(ContinuityHarness few, int behindTheLastHole) {
    long session = few.connect();
    few.deliver(exchange.nextOrder(), session);
    few.pass(Duration.ofSeconds(4));
    exchange.callFails = () -> true;
    Message.Data from = exchange.orders.get(0);
    publish(1);
    few.deliver(exchange.nextOrder(), session);
    publish(1);
    List<Message.Data> behind = publish(behindTheLastHole);
    behind.forEach(order -> few.deliver(order, session));
    few.pass(Duration.ofSeconds(1));
    assertThat(few.gaps(ORDERS, false)).as("nine are held").isEmpty();
    few.deliver(exchange.nextOrder(), session);
    few.pass(Duration.ofMillis(20));

    assertThat(few.written(ORDERS)).hasSize(11);
    assertThat(few.written(ORDERS)).extracting(Message.Data::eventId).isSorted();
    assertThat(few.gaps(ORDERS, false))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.from().eventId()).isEqualTo(from.eventId());
              assertThat(gap.to().eventId()).isEqualTo(behind.get(0).eventId());
              assertThat(gap.detail()).contains("too much");
            });
  }

  /** One late event of a declared gap is no exchange that counts anew, however little is held. */
  @Test
  void aBoundOnWhatIsHeldDoesNotMakeALateEventTheExchangesNewCount() {
    ContinuityHarness few = new ContinuityHarness(exchange, ContinuityHarness.holding(1), ORDERS);
    long session = few.connect();
    few.deliver(exchange.nextOrder(), session);
    few.pass(Duration.ofSeconds(4));
    exchange.callFails = () -> true;
    Message.Data late = exchange.nextOrder();
    few.deliver(exchange.nextOrder(), session);
    few.pass(Duration.ofSeconds(1));
    assertThat(few.gaps(ORDERS, false)).hasSize(1);

    few.deliver(late, session);
    few.pass(Duration.ofSeconds(1));
    assertThat(few.gaps(ORDERS, false)).hasSize(1);
    assertThat(few.isWaiting()).isFalse();
    assertThat(few.statistics().duplicates()).isOne();
  }

  /** They are not kept, and yet they are a sign. */
  @Test
  void idsThatGoBackAreNoticedThoughOnlyAFewFramesMayBeHeld() {
    ContinuityHarness few = new ContinuityHarness(exchange, ContinuityHarness.holding(20), ORDERS);
    long session = few.connect();
    few.deliver(exchange.nextOrder(), session);
    few.pass(Duration.ofSeconds(4));
    exchange.micros -= Duration.ofHours(1).toNanos() / 1_000;
    for (int i = 0; i < 400; i++) {
      few.deliver(exchange.nextOrder(), session);
      few.pass(Duration.ofMillis(40));
    }
    assertThat(few.gaps(ORDERS, false))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.detail()).contains("went back");
              assertThat(gap.to().microtimestamp()).isLessThan(gap.from().microtimestamp());
            });
    List<Message.Data> written = few.written(ORDERS);
    int lost = exchange.orders.size() - written.size();
    assertThat(lost).isBetween(1, 140);
    assertThat(written.subList(1, written.size()))
        .isEqualTo(exchange.orders.subList(1 + lost, exchange.orders.size()));
  }

  /**
   * There is no room to hold the trades after an outage: order is given up, not what was missed.
   */
  @Test
  void whereTooMuchIsHeldWhatWasMissedIsWrittenLate() {
    ContinuityHarness small = new ContinuityHarness(exchange, ContinuityHarness.holding(4), TRADES);
    Message.Data lost = outageWithoutRoom(small);
    exchange.callFails = () -> false;
    small.restartTask();
    small.deliver(exchange.nextTrade(), small.connect());
    small.pass(Duration.ofSeconds(30));
    assertThat(ids(small.written(TRADES)))
        .containsExactlyInAnyOrderElementsOf(ids(exchange.trades));
    assertThat(small.gaps(TRADES, false)).isEmpty();
    assertThat(small.gaps(TRADES, true))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.from().tradeId()).isLessThan(lost.id());
              assertThat(gap.to().tradeId()).isGreaterThan(lost.id());
            });
  }

  @Test
  void whereTooMuchIsHeldWhatNoListShowsIsDeclared() {
    ContinuityHarness small = new ContinuityHarness(exchange, ContinuityHarness.holding(4), TRADES);
    Message.Data lost = outageWithoutRoom(small);
    assertThat(small.gaps(TRADES, false)).isEmpty();
    small.pass(Duration.ofSeconds(40));
    assertThat(small.gaps(TRADES, false))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.reason()).isEqualTo(GapReason.RECONNECTED);
              assertThat(gap.from().tradeId()).isLessThan(lost.id());
              assertThat(gap.to().tradeId()).isEqualTo(exchange.trades.get(2).id());
            });
  }

  private Message.Data outageWithoutRoom(ContinuityHarness small) {
    long session = small.connect();
    small.deliver(exchange.nextTrade(), session);
    small.disconnect(session);
    Message.Data lost = exchange.nextTrade();
    exchange.callFails = () -> true;
    long next = small.connect();
    for (int i = 0; i < 6; i++) {
      small.deliver(exchange.nextTrade(), next);
    }
    small.pass(Duration.ofSeconds(1));
    assertThat(small.written(TRADES)).hasSize(7);
    assertThat(small.isWaiting()).isFalse();
    return lost;
  }

  /** Too much is held in all channels together while late trades wait for a newer one. */
  @Test
  void lateTradesAreNoNewCountWhereTooMuchIsHeld() {
    ContinuityHarness small = new ContinuityHarness(exchange, ContinuityHarness.holding(4), TRADES);
    long first = small.connect();
    long second = small.connect();
    Message.Data before = exchange.nextTrade();
    small.deliver(before, first);
    List<Message.Data> late = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      late.add(exchange.nextTrade());
    }
    exchange.lists = trade -> false;
    exchange.micros += 15_000_000;
    small.deliver(exchange.nextTrade(), first);
    small.pass(Duration.ofSeconds(1));
    late.forEach(trade -> small.deliver(trade, second));
    small.pass(Duration.ofMillis(100));
    assertThat(small.outputs).noneMatch(Output.Gap.class::isInstance);
    assertThat(ids(small.written(TRADES)))
        .containsExactlyInAnyOrderElementsOf(ids(exchange.trades));
    small.deliver(before, second);
    assertThat(small.written(TRADES)).hasSize(7);
  }

  private List<Message.Data> publish(int count) {
    return Stream.generate(exchange::nextOrder).limit(count).toList();
  }

  private static List<Long> ids(List<Message.Data> trades) {
    return trades.stream().map(Message.Data::id).toList();
  }
}
