package dev.orderflow.simulator.venue;

import dev.orderflow.simulator.market.FlowSettings;
import dev.orderflow.simulator.market.Market;
import dev.orderflow.simulator.market.MatchingEngine;
import dev.orderflow.simulator.market.OrderFlow;
import dev.orderflow.simulator.market.OrderIds;
import java.util.ArrayList;
import java.util.List;

/** One market of the venue: its engine and traders, what they did, and what of it is published. */
final class VenueMarket {
  private final Market market;
  private final MatchingEngine engine;
  private final OrderFlow flow;
  private final OrderEventLog orders;
  private final TradeLog trades;
  private final MarketRecorder recorder;
  private final MarketPublisher publisher;
  private final BookHistory history;
  private final List<PublicChannel> channels;
  private final FrameText text;
  private final BookFrameLog bookFrames;

  VenueMarket(
      Market market,
      FlowSettings settings,
      long retainedEvents,
      int retainedBookFrames,
      int firstChannel,
      OrderIds orderIds,
      TradeIds tradeIds) {
    this.market = market;
    this.orders = new OrderEventLog(market.eventIdCode(), settings.startMicros(), retainedEvents);
    this.trades = new TradeLog(Math.max(100_000, retainedEvents / 4));
    this.recorder = new MarketRecorder(orders, trades, tradeIds, settings.startMicros());
    this.engine = new MatchingEngine(recorder, market.amountStep());
    this.flow = new OrderFlow(market, settings, engine, orderIds);
    this.history = new BookHistory(market, orders, retainedEvents, settings.startMicros());
    this.channels = channels(market, firstChannel);
    this.text = new FrameText(market);
    this.bookFrames = new BookFrameLog(retainedBookFrames);
    this.publisher =
        new MarketPublisher(orders, trades, recorder, engine.book(), text, channels, bookFrames);
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

  OrderEventLog orders() {
    return orders;
  }

  TradeLog trades() {
    return trades;
  }

  BookHistory history() {
    return history;
  }

  FrameText text() {
    return text;
  }

  BookFrameLog bookFrames() {
    return bookFrames;
  }

  void changed(long micros) {
    recorder.changed(micros);
  }

  long lastChange() {
    return recorder.lastChange();
  }

  List<PublicChannel> channels() {
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

  void publishPending(FrameSink sink) {
    publisher.publishPending(sink);
  }

  private static List<PublicChannel> channels(Market market, int first) {
    List<PublicChannel> channels = new ArrayList<>();
    for (ChannelKind kind : ChannelKind.values()) {
      channels.add(
          new PublicChannel(first + channels.size(), kind, kind.prefix() + market.symbol()));
    }
    return List.copyOf(channels);
  }
}
