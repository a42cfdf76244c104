package dev.orderflow.simulator.exchange;

import dev.orderflow.simulator.market.FlowSettings;
import dev.orderflow.simulator.market.Market;
import dev.orderflow.simulator.market.MatchingEngine;
import dev.orderflow.simulator.market.OrderFlow;
import dev.orderflow.simulator.market.OrderIds;
import java.util.EnumMap;
import java.util.Map;

/**
 * One market of the exchange.
 *
 * @param market what is fixed about it
 * @param engine matches its orders
 * @param flow its traders
 * @param recorder what the engine did
 * @param publisher what of it is published, and when
 * @param history its book at earlier times
 * @param text writes its frames
 * @param channels its channels by their kind
 */
record ExchangeMarket(
    Market market,
    MatchingEngine engine,
    OrderFlow flow,
    MarketRecorder recorder,
    MarketPublisher publisher,
    BookHistory history,
    FrameText text,
    Map<ChannelKind, PublicChannel> channels) {

  /** A market whose book is filled, and of which nothing is published. */
  static ExchangeMarket of(
      Market market, ExchangeSettings settings, OrderIds orderIds, TradeIds tradeIds) {
    long start = settings.startMicros();
    long retained = settings.retainedEvents();
    double rate = settings.eventsPerSecond().orElse(market.eventsPerSecond());
    MarketRecorder recorder = new MarketRecorder(market.eventIdCode(), start, retained, tradeIds);
    MatchingEngine engine = new MatchingEngine(recorder, market.amountStep());
    OrderFlow flow =
        new OrderFlow(
            market,
            new FlowSettings(settings.seed(), start, rate, settings.bookOrders()),
            engine,
            orderIds);
    Map<ChannelKind, PublicChannel> channels = new EnumMap<>(ChannelKind.class);
    for (ChannelKind kind : ChannelKind.values()) {
      channels.put(kind, new PublicChannel(kind, kind.prefix() + market.symbol()));
    }
    FrameText text = new FrameText(market);
    MarketPublisher publisher =
        new MarketPublisher(recorder, engine.book(), text, channels, settings.retainedBookFrames());
    BookHistory history = new BookHistory(market, recorder.orders(), retained, start);
    history.checkpoint(engine.book());
    return new ExchangeMarket(market, engine, flow, recorder, publisher, history, text, channels);
  }

  EventLog<OrderEvent> orders() {
    return recorder.orders();
  }

  EventLog<Trade> trades() {
    return recorder.trades();
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
}
