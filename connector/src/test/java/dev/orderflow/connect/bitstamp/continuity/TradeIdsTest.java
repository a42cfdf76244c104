package dev.orderflow.connect.bitstamp.continuity;

import static dev.orderflow.connect.bitstamp.continuity.ScriptedExchange.TRADES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.connect.bitstamp.exchange.Message;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Trades whose ids go back: late, given in another order, or counted anew by the exchange. */
class TradeIdsTest {

  private final ScriptedExchange exchange = new ScriptedExchange(1);
  private final ContinuityHarness harness =
      new ContinuityHarness(exchange, ContinuityHarness.SETTINGS, TRADES);

  /** The exchange counts anew, an hour behind: said, and nothing that it sends is dropped. */
  @Test
  void idsThatGoBackAreAGapAndNotDuplicates() {
    long session = harness.connect();
    deliver(session, 50);
    exchange.restartTradeIds();
    exchange.micros -= Duration.ofHours(1).toNanos() / 1_000;
    for (int i = 0; i < 30; i++) {
      deliver(session, 1);
      harness.pass(Duration.ofMillis(200));
    }
    harness.pass(Duration.ofSeconds(5));
    assertThat(harness.gaps(TRADES, false))
        .singleElement()
        .satisfies(gap -> assertThat(gap.detail()).contains("went back"));
    assertThat(harness.written(TRADES)).isEqualTo(exchange.trades);
  }

  /** The new count passes the old one before it is certain that there is one. */
  @Test
  void idsThatGoBackAndCatchUpAreNoDuplicates() {
    long session = harness.connect();
    deliver(session, 10);
    harness.disconnect(session);
    exchange.restartTradeIds();
    exchange.micros -= Duration.ofHours(1).toNanos() / 1_000;
    int before = exchange.trades.size();
    exchange.trades.clear();
    long next = harness.connect();
    for (int i = 0; i < 15; i++) {
      deliver(next, 1);
      harness.pass(Duration.ofMillis(500));
    }
    harness.pass(Duration.ofSeconds(5));
    assertThat(harness.gaps(TRADES, false))
        .singleElement()
        .satisfies(gap -> assertThat(gap.detail()).contains("went back"));
    List<Message.Data> written = harness.written(TRADES);
    assertThat(written.subList(before, written.size())).isEqualTo(exchange.trades);
  }

  /** For how long trades are held begins anew with each outage. */
  @Test
  void anOutageAfterIdsWentBackHasItsWholeTime() {
    long session = harness.connect();
    exchange.micros += 1_000_000;
    deliver(session, 20);
    harness.disconnect(session);
    exchange.callFails = () -> true;
    long second = harness.connect();
    deliver(second, 1);
    harness.pass(Duration.ofSeconds(1));
    assertThat(harness.isWaiting()).isTrue();
    exchange.restartTradeIds();
    exchange.micros += 1_000_000;
    deliver(second, 30);
    harness.pass(Duration.ofSeconds(40));
    assertThat(harness.gaps(TRADES, false))
        .extracting(Output.Gap::detail)
        .containsExactly(
            "the exchange's trade ids went back meanwhile",
            "the exchange's trade ids went back below the last one written");
    assertThat(harness.written(TRADES)).isEqualTo(exchange.trades);
    exchange.callFails = () -> false;
    harness.pass(Duration.ofSeconds(60));

    harness.disconnect(second);
    exchange.callFails = () -> true;
    deliver(harness.connect(), 1);
    harness.pass(Duration.ofSeconds(5));
    assertThat(harness.isWaiting()).isTrue();
    assertThat(harness.gaps(TRADES, false)).hasSize(2);
  }

  /** Two matchings at once: the exchange gave the lower id to the later trade. */
  @Test
  void idsThatChangePlacesAreNoNewCount() {
    long session = harness.connect();
    deliver(session, 2);
    for (int pair = 0; pair < 10; pair++) {
      Message.Data first = exchange.nextTrade();
      exchange.micros += 1_000;
      Message.Data second = exchange.nextTrade();
      exchange.trades.subList(exchange.trades.size() - 2, exchange.trades.size()).clear();
      exchange.trades.add(trade(second.id(), first.microtimestamp()));
      exchange.trades.add(trade(first.id(), second.microtimestamp()));
      harness.deliver(exchange.trades.get(exchange.trades.size() - 2), session);
      harness.deliver(exchange.trades.get(exchange.trades.size() - 1), session);
      harness.pass(Duration.ofSeconds(1));
    }
    deliver(session, 1);
    harness.pass(Duration.ofMinutes(2));

    assertThat(ids(harness.written(TRADES)))
        .containsExactlyInAnyOrderElementsOf(ids(exchange.trades));
    assertThat(harness.outputs).noneMatch(Output.Gap.class::isInstance);
  }

  private static Message.Data trade(long id, long micros) {
    return new Message.Data(TRADES, "trade", micros, "", "", id);
  }

  /** Another socket and the list bring again what was written before. */
  @Test
  void whatWasWrittenBeforeIdsWentBackIsNotWrittenAgain() {
    long session = harness.connect();
    deliver(session, 10);
    List<Message.Data> before = List.copyOf(exchange.trades);
    exchange.lowerTradeIds();
    for (int i = 0; i < 30; i++) {
      deliver(session, 1);
      harness.pass(Duration.ofMillis(200));
    }
    harness.pass(Duration.ofSeconds(5));
    assertThat(harness.gaps(TRADES, false)).hasSize(1);
    long second = harness.connect();
    before.forEach(trade -> harness.deliver(trade, second));
    harness.pass(Duration.ofMinutes(2));

    assertThat(ids(harness.written(TRADES)))
        .containsExactlyInAnyOrderElementsOf(ids(exchange.trades));
  }

  /** Too few come to be certain, and none of a higher id in a minute. */
  @Test
  void aFewIdsThatGoBackForGoodAreAGapToo() {
    long session = harness.connect();
    deliver(session, 10);
    exchange.lowerTradeIds();
    exchange.micros += 1_000_000;
    deliver(session, 2);
    harness.pass(Duration.ofSeconds(70));

    assertThat(harness.gaps(TRADES, false))
        .singleElement()
        .satisfies(gap -> assertThat(gap.detail()).contains("went back"));
    assertThat(harness.written(TRADES)).isEqualTo(exchange.trades);
    assertThat(harness.isWaiting()).isFalse();
  }

  /**
   * Two sockets: what the first lost, the second brings when its stall ends, and all else twice.
   */
  @Test
  void aSocketThatWasStalledBringsLateTradesAndNoNewCount() {
    long first = harness.connect();
    long second = harness.connect();
    deliver(first, 5);
    exchange.lists = trade -> false;
    Message.Data lost = exchange.nextTrade();
    for (int i = 0; i < 15; i++) {
      exchange.micros += 1_000_000;
      deliver(first, 1);
      harness.pass(Duration.ofSeconds(1));
    }
    List<Message.Data> backlog = List.copyOf(exchange.trades);
    backlog.forEach(trade -> harness.deliver(trade, second));
    deliver(first, 1);
    harness.pass(Duration.ofSeconds(1));
    assertThat(harness.outputs).noneMatch(Output.Gap.class::isInstance);
    assertThat(ids(harness.written(TRADES)))
        .contains(lost.id())
        .containsExactlyInAnyOrderElementsOf(ids(exchange.trades));
  }

  /** Nothing newer comes for a long time, and what is kept is not kept for ever. */
  @Test
  void lateTradesAreWrittenThoughNothingNewerComes() {
    long first = harness.connect();
    long second = harness.connect();
    deliver(first, 1);
    exchange.lists = trade -> false;
    Message.Data lost = exchange.nextTrade();
    exchange.micros += 15_000_000;
    deliver(first, 1);
    harness.pass(Duration.ofSeconds(1));
    harness.deliver(lost, second);
    assertThat(harness.written(TRADES)).hasSize(2);
    harness.pass(Duration.ofMinutes(2));
    assertThat(ids(harness.written(TRADES))).contains(lost.id());
    assertThat(harness.outputs).noneMatch(Output.Gap.class::isInstance);
    assertThat(harness.isWaiting()).isFalse();
  }

  private void deliver(long session, int trades) {
    for (int i = 0; i < trades; i++) {
      harness.deliver(exchange.nextTrade(), session);
    }
  }

  private static List<Long> ids(List<Message.Data> trades) {
    return trades.stream().map(Message.Data::id).toList();
  }
}
