package dev.orderflow.simulator.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for any sequence of orders. */
class EngineInvariantsTest {
  private static final int ORDERS = 60_000;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void conservesAmountsAndNeverRestsACrossedBook(long seed) {
    Ledger ledger = new Ledger();
    MatchingEngine engine = new MatchingEngine(ledger, 1);
    SplittableRandom random = new SplittableRandom(seed);
    OrderKind[] kinds = OrderKind.values();
    for (long id = 1; id <= ORDERS; id++) {
      Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
      OrderKind kind =
          random.nextInt(3) == 0 ? kinds[random.nextInt(kinds.length)] : OrderKind.LIMIT;
      engine.submit(id, id, side, kind, 900 + random.nextInt(200), 1 + random.nextInt(1_000));
      if (random.nextInt(3) == 0) {
        engine.cancel(id, 1 + random.nextLong(id));
      }
      assertNotCrossed(engine.book());
    }
    assertThat(ledger.tradedByBuyers).isPositive().isEqualTo(ledger.tradedBySellers);
    assertThat(ledger.reported).isEqualTo(ledger.tradedByBuyers + ledger.tradedBySellers);
    ledger.left.forEach(
        (id, left) ->
            assertThat(engine.book().order(id)).get().extracting(Order::remaining).isEqualTo(left));
    assertThat(engine.book().size()).isEqualTo(ledger.left.size());
    for (Side side : Side.values()) {
      for (PriceLevel level : engine.book().levels(side)) {
        long sum = 0;
        for (Order order : level) {
          sum += order.remaining();
        }
        assertThat(level.amount()).isPositive().isEqualTo(sum);
      }
    }
  }

  private static void assertNotCrossed(OrderBook book) {
    if (book.best(Side.BUY).isPresent() && book.best(Side.SELL).isPresent()) {
      assertThat(book.best(Side.BUY).get().price()).isLessThan(book.best(Side.SELL).get().price());
    }
  }

  /** Books what the events say, and checks each against the amount left before it. */
  private static final class Ledger implements EngineListener {
    private final Map<Long, Long> left = new HashMap<>();
    private long tradedByBuyers;
    private long tradedBySellers;
    private long reported;

    @Override
    public void onOrder(long time, OrderEventKind kind, Order order, long price, long executed) {
      if (kind == OrderEventKind.CREATED) {
        assertThat(left.put(order.id(), order.created())).isNull();
        return;
      }
      assertThat(order.remaining()).isEqualTo(left.remove(order.id()) - executed);
      if (kind == OrderEventKind.CHANGED) {
        assertThat(order.remaining()).isPositive();
        left.put(order.id(), order.remaining());
      } else {
        assertThat(executed == 0).isEqualTo(order.remaining() > 0);
      }
      reported += executed;
    }

    @Override
    public void onTrade(long time, Side taker, long price, long amount, long buyId, long sellId) {
      tradedByBuyers += amount;
      tradedBySellers += amount;
    }

    @Override
    public void onLevel(Side side, long price) {}
  }
}
