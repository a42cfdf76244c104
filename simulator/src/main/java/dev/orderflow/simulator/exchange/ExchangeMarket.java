package dev.orderflow.simulator.exchange;

import dev.orderflow.simulator.market.EngineListener;
import dev.orderflow.simulator.market.FlowSettings;
import dev.orderflow.simulator.market.Market;
import dev.orderflow.simulator.market.MatchingEngine;
import dev.orderflow.simulator.market.Order;
import dev.orderflow.simulator.market.OrderEventKind;
import dev.orderflow.simulator.market.OrderFlow;
import dev.orderflow.simulator.market.OrderIds;
import dev.orderflow.simulator.market.Side;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * One market of the exchange: its engine and its traders, what the engine did, and which levels
 * changed since the last diff.
 */
final class ExchangeMarket implements EngineListener {
  private static final long TRADE_DELAY_MICROS = 5_000;
  private static final long LATE_TRADE_DELAY_MICROS = 65_000;
  private static final long MIN_RETAINED_TRADES = 100_000;

  final Market market;
  private final TradeIds tradeIds;
  final EventLog<OrderEvent> orders;
  final EventLog<Trade> trades;
  final Map<ChannelKind, PublicChannel> channels = new EnumMap<>(ChannelKind.class);
  final MatchingEngine engine;
  final OrderFlow flow;
  final BookHistory history;
  final FrameText text;
  final MarketPublisher publisher;
  private final NavigableSet<Long> changedBids = new TreeSet<>();
  private final NavigableSet<Long> changedAsks = new TreeSet<>();
  private EventId lastId;
  private int sequence;
  private int counter;
  private long lastChange;
  private long lastTradeDue;

  /** A market whose book is filled, and of which nothing is published. */
  ExchangeMarket(Market market, ExchangeSettings settings, OrderIds orderIds, TradeIds tradeIds) {
    long start = settings.startMicros();
    long retained = settings.retainedEvents();
    double rate = settings.eventsPerSecond().orElse(market.eventsPerSecond());
    this.market = market;
    this.tradeIds = tradeIds;
    this.orders = new EventLog<>(retained);
    this.trades = new EventLog<>(Math.max(MIN_RETAINED_TRADES, retained / 4));
    this.lastChange = start;
    this.lastId =
        new EventId(OrderEvent.stamp(start) - 1000, EventId.low(0, market.eventIdCode(), 0));
    for (ChannelKind kind : ChannelKind.values()) {
      channels.put(kind, new PublicChannel(kind, kind.prefix() + market.symbol()));
    }
    this.engine = new MatchingEngine(this, market.amountStep());
    this.flow =
        new OrderFlow(
            market,
            new FlowSettings(settings.seed(), start, rate, settings.bookOrders()),
            engine,
            orderIds);
    this.text = new FrameText(market);
    this.history = new BookHistory(orders, retained, start);
    history.checkpoint(engine.book());
    this.publisher = new MarketPublisher(this, settings.retainedBookFrames());
  }

  PublicChannel channel(ChannelKind kind) {
    return channels.get(kind);
  }

  long nextDue() {
    return Math.min(flow.nextTime(), publisher.nextDue());
  }

  void step(FrameSink sink) {
    if (flow.nextTime() <= publisher.nextDue()) {
      flow.step();
      history.checkpointIfDue(engine.book());
    } else {
      publisher.step(sink);
    }
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
    EventId id = new EventId(stamp, EventId.low(sequence, market.eventIdCode(), counter));
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
