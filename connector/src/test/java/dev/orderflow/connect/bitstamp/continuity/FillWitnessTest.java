package dev.orderflow.connect.bitstamp.continuity;

import static dev.orderflow.connect.bitstamp.continuity.ScriptedExchange.ORDERS;
import static dev.orderflow.connect.bitstamp.continuity.ScriptedExchange.TRADES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.connect.bitstamp.exchange.Message;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FillWitnessTest {

  private final ScriptedExchange exchange = new ScriptedExchange(1);
  private final ContinuityHarness harness =
      new ContinuityHarness(exchange, ContinuityHarness.withoutAudits(), ORDERS, TRADES);
  private long session;
  private int askedBefore;

  /** After the lists that every subscription asks for nothing asks for one but the witness. */
  @BeforeEach
  void subscribe() {
    session = harness.connect();
    harness.deliver(exchange.nextOrder(), session);
    filled(1);
    passTime(31);
    filled(2);
    askedBefore = exchange.tradesAsked;
  }

  @Test
  void aFillWhoseTradeDoesNotComeHasTheListAskedFor() {
    harness.deliver(exchange.nextFill(3), session);
    Message.Data lost = exchange.nextTradeOf(3);
    passTime(2);
    assertThat(harness.written(TRADES)).doesNotContain(lost);
    passTime(4);
    assertThat(ids()).contains(lost.id());
    assertThat(withoutTrade()).isEmpty();
  }

  @Test
  void aTradeThatComesLateExplainsItsFill() {
    harness.deliver(exchange.nextFill(3), session);
    exchange.lists = trade -> false;
    passTime(1);
    harness.deliver(exchange.nextTradeOf(3), session);
    filled(4);
    passTime(20);
    assertThat(withoutTrade()).isEmpty();
    assertThat(exchange.tradesAsked).isEqualTo(askedBefore);
  }

  @Test
  void aTradeThatComesFirstExplainsItsFill() {
    Message.Data trade = exchange.nextTradeOf(3);
    harness.deliver(trade, session);
    passTime(1);
    harness.deliver(exchange.nextFill(3), session);
    passTime(20);
    assertThat(withoutTrade()).isEmpty();
    assertThat(exchange.tradesAsked).isEqualTo(askedBefore);
  }

  /** As where an order would have traded with another of its owner. */
  @Test
  void aFillThatTwoListsDoNotHaveIsSaidOnce() {
    Message.Data fill = exchange.nextFill(3);
    harness.deliver(fill, session);
    int order = 10;
    while (withoutTrade().isEmpty()) {
      filled(++order);
      passTime(2);
      assertThat(order).as("fills until it is said").isLessThan(40);
    }
    assertThat(exchange.tradesAsked - askedBefore).as("lists").isBetween(2, 3);
    passTime(100);
    assertThat(withoutTrade())
        .singleElement()
        .satisfies(
            said -> {
              assertThat(said.fill()).isEqualTo(fill);
              assertThat(said.channel()).isEqualTo(TRADES);
            });
    assertThat(harness.outputs).noneMatch(Output.Gap.class::isInstance);
  }

  @Test
  void oneListedTradeExplainsOneFill() {
    harness.deliver(exchange.nextFill(3), session);
    exchange.nextTradeOf(3);
    Message.Data without = exchange.nextFillAtOnce(4);
    harness.deliver(without, session);
    for (int i = 0; i < 20; i++) {
      passTime(2);
      filled(10 + i);
    }
    assertThat(withoutTrade()).extracting(Output.FillWithoutTrade::fill).containsExactly(without);
  }

  /** What an earlier task wrote is in the list. */
  @Test
  void aTradeWrittenBeforeARestartExplainsOneFillBehindIt() {
    Message.Data before = exchange.nextOrder();
    exchange.micros += 1_000_000;
    harness.deliver(exchange.nextTradeOf(3), session);
    harness.restartTask();
    session = harness.connect();
    harness.deliver(before, session);
    harness.deliver(exchange.nextFillAtOnce(3), session);
    Message.Data without = exchange.nextFillAtOnce(4);
    harness.deliver(without, session);
    for (int i = 0; i < 20; i++) {
      passTime(2);
      filled(10 + i);
    }
    assertThat(withoutTrade()).extracting(Output.FillWithoutTrade::fill).containsExactly(without);
  }

  /** No list shows anything newer: nothing is known of the fill, and it is not doubted for ever. */
  @Test
  void aFillBeyondEveryListIsNotCalledOneWithoutTrade() {
    exchange.lists = trade -> trade.microtimestamp() < exchange.micros - 700_000_000;
    harness.deliver(exchange.nextFill(3), session);
    passTime(590);
    assertThat(exchange.tradesAsked - askedBefore).as("doubts").isLessThan(20);
    passTime(60);
    int asked = exchange.tradesAsked;
    passTime(300);
    assertThat(exchange.tradesAsked - asked).as("doubts").isZero();
    assertThat(withoutTrade()).isEmpty();
  }

  @Test
  void theSameListTwiceIsNoEvidence() {
    harness.deliver(exchange.nextFill(3), session);
    passTime(2);
    filled(4);
    passTime(60);
    assertThat(withoutTrade()).isEmpty();
  }

  @Test
  void aListBehindTheStreamIsNoEvidence() {
    exchange.lists = trade -> trade.microtimestamp() < exchange.micros - 60_000_000;
    for (int i = 0; i < 40; i++) {
      filled(100 + i);
      passTime(2);
    }
    harness.deliver(exchange.nextFill(3), session);
    Message.Data lost = exchange.nextTradeOf(3);
    for (int i = 0; i < 60; i++) {
      passTime(2);
      filled(200 + i);
    }
    passTime(60);
    assertThat(withoutTrade()).isEmpty();
    assertThat(ids()).contains(lost.id());
  }

  /** Behind a break the events before it are missing, so a taker looks like a maker. */
  @Test
  void noDoubtSpansABreakOfTheChain() {
    harness.deliver(exchange.nextFill(3), session);
    exchange.nextOrder();
    exchange.forgottenBefore = exchange.orders.size();
    exchange.callFails = () -> true;
    harness.deliver(exchange.nextFillAtOnce(77), session);
    passTime(60);
    assertThat(harness.gaps(ORDERS, false)).isNotEmpty();
    exchange.callFails = () -> false;
    for (int i = 0; i < 20; i++) {
      filled(10 + i);
      passTime(2);
    }
    assertThat(withoutTrade()).isEmpty();
  }

  @Test
  void whatAnOrderFillsWhenItIsCreatedMayBeWhatItTook() {
    exchange.micros += 1_000_000;
    Message.Data created = exchange.nextOrder();
    harness.deliver(created, session);
    harness.deliver(exchange.nextFillAtOnce(created.id()), session);
    for (int i = 0; i < 20; i++) {
      filled(100 + i);
      passTime(2);
    }
    assertThat(withoutTrade()).isEmpty();
  }

  /** The events do not show every fill: then a fill that they do show proves nothing either. */
  @Test
  void aTradeWithoutAFillBetweenTwoThatHaveTheirsEndsTheWitness() {
    harness.deliver(exchange.nextTradeOf(50), session);
    filled(3);
    passTime(5);
    exchange.nextTradeOf(4);
    harness.deliver(exchange.nextFill(4), session);
    int asked = exchange.tradesAsked;
    passTime(10);
    assertThat(exchange.tradesAsked).isEqualTo(asked);
  }

  /** For an hour of the exchange's time, whoever looks. */
  @Test
  void aRestartKnowsThatTheOrdersDoNotTellEveryFill() {
    harness.deliver(exchange.nextTradeOf(50), session);
    filled(3);
    passTime(5);
    filled(4);
    harness.restartTask();
    session = harness.connect();
    harness.deliver(exchange.nextOrder(), session);
    passTime(31);
    assertThat(listsAskedForAfterAFillWithoutTrade(60)).isZero();
    exchange.micros += Duration.ofHours(1).toNanos() / 1_000;
    assertThat(listsAskedForAfterAFillWithoutTrade(70)).isPositive();
  }

  private int listsAskedForAfterAFillWithoutTrade(long order) {
    filled(order);
    passTime(1);
    int asked = exchange.tradesAsked;
    exchange.nextFill(order + 1);
    harness.deliver(exchange.orders.get(exchange.orders.size() - 1), session);
    exchange.nextTradeOf(order + 1);
    passTime(10);
    return exchange.tradesAsked - asked;
  }

  /** An order of the market is filled, and everything comes. */
  private void filled(long order) {
    harness.deliver(exchange.nextFill(order), session);
    harness.deliver(exchange.nextTradeOf(order), session);
  }

  private void passTime(int seconds) {
    for (int i = 0; i < seconds; i++) {
      exchange.micros += 1_000_000;
      harness.pass(Duration.ofSeconds(1));
    }
  }

  private List<Long> ids() {
    return harness.written(TRADES).stream().map(Message.Data::id).toList();
  }

  private List<Output.FillWithoutTrade> withoutTrade() {
    return harness.outputs.stream()
        .filter(Output.FillWithoutTrade.class::isInstance)
        .map(Output.FillWithoutTrade.class::cast)
        .toList();
  }
}
