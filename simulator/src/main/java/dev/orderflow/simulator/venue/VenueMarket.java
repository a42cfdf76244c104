package dev.orderflow.simulator.venue;

import dev.orderflow.simulator.market.FlowSettings;
import dev.orderflow.simulator.market.Market;
import dev.orderflow.simulator.market.MatchingEngine;
import dev.orderflow.simulator.market.OrderFlow;
import dev.orderflow.simulator.market.OrderIds;
import java.util.EnumMap;
import java.util.Map;

/** One market of the venue: its engine and traders, what they did, and what of it is published. */
final class VenueMarket {
  private final Market market;
  private final MatchingEngine engine;
  private final OrderFlow flow;
  private final MarketRecorder recorder;
  private final MarketPublisher publisher;
  private final BookHistory history;
  private final FrameText text;
  private final Map<ChannelKind, PublicChannel> channels = new EnumMap<>(ChannelKind.class);

  VenueMarket(Market market, VenueSettings settings, OrderIds orderIds, TradeIds tradeIds) {
    this.market = market;
    long start = settings.startMicros();
    long retained = settings.retainedEvents();
    double rate = settings.eventsPerSecond().orElse(market.eventsPerSecond());
    this.recorder = new MarketRecorder(market.eventIdCode(), start, retained, tradeIds);
    this.engine = new MatchingEngine(recorder, market.amountStep());
    FlowSettings flowSettings =
        new FlowSettings(settings.seed(), start, rate, settings.bookOrders());
    this.flow = new OrderFlow(market, flowSettings, engine, orderIds);
    this.history = new BookHistory(market, recorder.orders(), retained, start);
    this.text = new FrameText(market);
    for (ChannelKind kind : ChannelKind.values()) {
      channels.put(kind, new PublicChannel(kind, kind.prefix() + market.symbol()));
    }
    this.publisher =
        new MarketPublisher(recorder, engine.book(), text, channels, settings.retainedBookFrames());
    history.checkpoint(engine.book());
  }

  Market market() {
    return market;
  }

  MatchingEngine engine() {
    return engine;
  }

  OrderFlow flow() {
    return flow;
  }

  MarketRecorder recorder() {
    return recorder;
  }

  EventLog<OrderEvent> orders() {
    return recorder.orders();
  }

  EventLog<Trade> trades() {
    return recorder.trades();
  }

  MarketPublisher publisher() {
    return publisher;
  }

  BookHistory history() {
    return history;
  }

  FrameText text() {
    return text;
  }

  Map<ChannelKind, PublicChannel> channels() {
    return channels;
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
