package dev.orderflow.simulator.venue;

import dev.orderflow.simulator.market.EngineListener;
import dev.orderflow.simulator.market.Order;
import dev.orderflow.simulator.market.Side;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/** Writes down what a market's engine does, and which levels changed since the last diff. */
final class MarketRecorder implements EngineListener {
  private static final long TRADE_DELAY_MICROS = 5_000;
  private static final long LATE_TRADE_DELAY_MICROS = 65_000;

  private final OrderEventLog orders;
  private final TradeLog trades;
  private final TradeIds tradeIds;
  private final Set<Long> changedBids = new HashSet<>();
  private final Set<Long> changedAsks = new HashSet<>();
  private long lastChange;
  private long lastTradeDue;

  MarketRecorder(OrderEventLog orders, TradeLog trades, TradeIds tradeIds, long startMicros) {
    this.orders = orders;
    this.trades = trades;
    this.tradeIds = tradeIds;
    this.lastChange = startMicros;
  }

  /** When a resting amount last changed, microseconds. */
  long lastChange() {
    return lastChange;
  }

  /** The prices whose level changed since the last call, best first, for one side. */
  long[] takeChanged(Side side) {
    Set<Long> changed = side == Side.BUY ? changedBids : changedAsks;
    Stream<Long> sorted =
        side == Side.BUY
            ? changed.stream().sorted(Comparator.reverseOrder())
            : changed.stream().sorted();
    long[] prices = sorted.mapToLong(Long::longValue).toArray();
    changed.clear();
    return prices;
  }

  /** Forgets the changed levels, because nobody wants the diff that they belong to. */
  void dropChanged() {
    changedBids.clear();
    changedAsks.clear();
  }

  @Override
  public void orderCreated(long time, Order order) {
    orders.append(time, OrderEventKind.CREATED, order, order.price(), 0);
    changed(time);
  }

  @Override
  public void orderChanged(long time, Order order, long price, long executed) {
    orders.append(time, OrderEventKind.CHANGED, order, price, executed);
    changed(time);
  }

  @Override
  public void orderDeleted(long time, Order order, long price, long executed) {
    orders.append(time, OrderEventKind.DELETED, order, price, executed);
    changed(time);
  }

  @Override
  public void trade(
      long time, Side taker, long price, long amount, long buyOrderId, long sellOrderId) {
    long id = tradeIds.next();
    // The two channels of the venue are not aligned: trades mostly come first, but not always.
    long delay = id % 12 == 0 ? LATE_TRADE_DELAY_MICROS : TRADE_DELAY_MICROS;
    lastTradeDue = Math.max(lastTradeDue, time + delay);
    trades.append(time, id, taker, price, amount, buyOrderId, sellOrderId, lastTradeDue);
  }

  @Override
  public void levelChanged(Side side, long price) {
    (side == Side.BUY ? changedBids : changedAsks).add(price);
  }

  /** The books changed at a time. */
  void changed(long time) {
    lastChange = time;
  }
}
