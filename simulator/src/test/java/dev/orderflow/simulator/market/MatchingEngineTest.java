package dev.orderflow.simulator.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The rules of matching, one by one. */
class MatchingEngineTest {
  private final List<String> heard = new ArrayList<>();
  private final MatchingEngine engine = new MatchingEngine(new Listener(), 1);

  @Test
  void matchesTheBestPriceFirstThenTheOldestOrder() {
    sell(1, 101, 5);
    sell(2, 100, 5);
    sell(3, 100, 5);
    heard.clear();

    engine.submit(9, 4, Side.BUY, OrderKind.LIMIT, 101, 12);

    assertThat(heard)
        .containsExactly(
            "created 4 left 12",
            "trade BUY 5@100 buy 4 sell 2",
            "deleted 2 left 0 traded 5@100",
            "changed 4 left 7 traded 5@100",
            "trade BUY 5@100 buy 4 sell 3",
            "deleted 3 left 0 traded 5@100",
            "changed 4 left 2 traded 5@100",
            "trade BUY 2@101 buy 4 sell 1",
            "changed 1 left 3 traded 2@101",
            "deleted 4 left 0 traded 2@101");
    assertThat(engine.book().amountAt(Side.SELL, 101)).isEqualTo(3);
  }

  @Test
  void restsTheRemainderOfALimitOrder() {
    sell(1, 100, 5);
    engine.submit(9, 2, Side.BUY, OrderKind.LIMIT, 100, 8);

    assertThat(engine.book().amountAt(Side.BUY, 100)).isEqualTo(3);
    assertThat(engine.book().best(Side.SELL)).isEmpty();
  }

  @Test
  void refusesAMakerOrCancelOrderThatWouldMatchWithoutAnyEvent() {
    sell(1, 100, 5);
    heard.clear();

    assertThat(engine.submit(9, 2, Side.BUY, OrderKind.MAKER_OR_CANCEL, 100, 1)).isFalse();
    assertThat(heard).isEmpty();
    assertThat(engine.submit(9, 3, Side.BUY, OrderKind.MAKER_OR_CANCEL, 99, 1)).isTrue();
    assertThat(engine.book().amountAt(Side.BUY, 99)).isEqualTo(1);
  }

  @Test
  void cancelsWhatAnImmediateOrCancelOrderDoesNotGet() {
    sell(1, 100, 5);
    heard.clear();

    engine.submit(9, 2, Side.BUY, OrderKind.IMMEDIATE_OR_CANCEL, 100, 8);

    assertThat(heard).endsWith("changed 2 left 3 traded 5@100", "deleted 2 left 3 traded 0@100");
    assertThat(engine.book().size()).isZero();
  }

  @Test
  void fillsAFillOrKillOrderInFullOrNotAtAll() {
    sell(1, 100, 5);
    sell(2, 101, 5);
    heard.clear();

    engine.submit(9, 3, Side.BUY, OrderKind.FILL_OR_KILL, 100, 6);
    assertThat(heard).containsExactly("created 3 left 6", "deleted 3 left 6 traded 0@100");

    engine.submit(9, 4, Side.BUY, OrderKind.FILL_OR_KILL, 101, 6);
    assertThat(heard).endsWith("deleted 4 left 0 traded 1@101");
  }

  @Test
  void matchesAMarketOrderAtAnyPriceAndNeverRestsIt() {
    sell(1, 100, 5);
    sell(2, 500, 5);

    engine.submit(9, 3, Side.BUY, OrderKind.MARKET, 0, 20);

    assertThat(heard).endsWith("deleted 3 left 10 traded 0@0");
    assertThat(engine.book().size()).isZero();
  }

  @Test
  void leavesTheDustOfAnInstantOrder() {
    sell(1, 100, 50);

    engine.submit(9, 2, Side.BUY, OrderKind.INSTANT, 0, 20);

    assertThat(heard).endsWith("changed 2 left 1 traded 19@100", "deleted 2 left 1 traded 0@0");
  }

  @Test
  void cancelsOnlyWhatRests() {
    sell(1, 100, 5);

    assertThat(engine.cancel(9, 1)).isTrue();
    assertThat(engine.cancel(9, 1)).isFalse();
    assertThat(heard).endsWith("deleted 1 left 5 traded 0@100");
  }

  @Test
  void refusesAmountsAndPricesThatAreNotPositive() {
    assertThatThrownBy(() -> engine.submit(9, 1, Side.BUY, OrderKind.LIMIT, 100, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> engine.submit(9, 1, Side.BUY, OrderKind.LIMIT, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void sell(long id, long price, long amount) {
    engine.submit(1, id, Side.SELL, OrderKind.LIMIT, price, amount);
  }

  private final class Listener implements EngineListener {
    @Override
    public void onOrder(long time, OrderEventKind kind, Order order, long price, long executed) {
      String event = kind.name().toLowerCase(Locale.ROOT) + " " + order.id();
      String traded = kind == OrderEventKind.CREATED ? "" : " traded " + executed + "@" + price;
      heard.add(event + " left " + order.remaining() + traded);
    }

    @Override
    public void onTrade(long time, Side taker, long price, long amount, long buyId, long sellId) {
      heard.add(
          "trade " + taker + " " + amount + "@" + price + " buy " + buyId + " sell " + sellId);
    }

    @Override
    public void onLevel(Side side, long price) {}
  }
}
