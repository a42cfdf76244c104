package dev.orderflow.simulator.exchange;

import dev.orderflow.simulator.market.EngineListener;
import dev.orderflow.simulator.market.Order;
import dev.orderflow.simulator.market.OrderEventKind;
import dev.orderflow.simulator.market.Side;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Writes down what a market's engine does, and which levels changed since the last diff. */
final class MarketRecorder implements EngineListener {
  private static final long TRADE_DELAY_MICROS = 5_000;
  private static final long LATE_TRADE_DELAY_MICROS = 65_000;
  private static final long MIN_RETAINED_TRADES = 100_000;

  private final EventLog<OrderEvent> orders;
  private final EventLog<Trade> trades;
  private final TradeIds tradeIds;
  private final int marketCode;
  private final NavigableSet<Long> changedBids = new TreeSet<>();
  private final NavigableSet<Long> changedAsks = new TreeSet<>();
  private EventId lastId;
  private int sequence;
  private int counter;
  private long lastChange;
  private long lastTradeDue;

  MarketRecorder(int marketCode, long startMicros, long retainedEvents, TradeIds tradeIds) {
    this.marketCode = marketCode;
    this.orders = new EventLog<>(retainedEvents);
    this.trades = new EventLog<>(Math.max(MIN_RETAINED_TRADES, retainedEvents / 4));
    this.tradeIds = tradeIds;
    this.lastChange = startMicros;
    this.lastId = new EventId(OrderEvent.stamp(startMicros) - 1000, EventId.low(0, marketCode, 0));
  }

  EventLog<OrderEvent> orders() {
    return orders;
  }

  EventLog<Trade> trades() {
    return trades;
  }

  /** When the book last changed, microseconds. */
  long lastChange() {
    return lastChange;
  }

  /** The book changed at a time. */
  void changed(long time) {
    lastChange = time;
  }

  /** The prices whose level changed since the last call, best first, for one side. */
  List<Long> takeChanged(Side side) {
    NavigableSet<Long> changed = changed(side);
    List<Long> prices = List.copyOf(side == Side.BUY ? changed.descendingSet() : changed);
    changed.clear();
    return prices;
  }

  @Override
  public void onOrder(long time, OrderEventKind kind, Order order, long price, long executed) {
    long stamp = OrderEvent.stamp(time);
    sequence = stamp == lastId.high() ? sequence + 1 : 0;
    counter = (counter + 1) & 3;
    EventId id = new EventId(stamp, EventId.low(sequence, marketCode, counter));
    orders.add(
        new OrderEvent(
            time,
            id,
            lastId,
            kind,
            order.id(),
            order.side(),
            order.kind(),
            price,
            order.remaining(),
            executed,
            order.created()));
    lastId = id;
    changed(time);
  }

  @Override
  public void onTrade(
      long time, Side taker, long price, long amount, long buyOrderId, long sellOrderId) {
    long id = tradeIds.next();
    // Bitstamp's two channels are not aligned: trades mostly come first, but not always.
    long delay = id % 12 == 0 ? LATE_TRADE_DELAY_MICROS : TRADE_DELAY_MICROS;
    lastTradeDue = Math.max(lastTradeDue, time + delay);
    trades.add(new Trade(time, id, taker, price, amount, buyOrderId, sellOrderId, lastTradeDue));
  }

  @Override
  public void onLevel(Side side, long price) {
    changed(side).add(price);
  }

  private NavigableSet<Long> changed(Side side) {
    return side == Side.BUY ? changedBids : changedAsks;
  }
}
