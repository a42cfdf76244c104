package dev.orderflow.dashboard.feed;

import dev.orderflow.dashboard.market.Gap;
import dev.orderflow.dashboard.market.MarketState;
import dev.orderflow.dashboard.market.Markets;
import dev.orderflow.dashboard.market.Trade;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * Reads the connector's topic: trades, gaps and sessions, and of every other frame when it happened
 * and how long it took. Order events are not parsed, because nothing here needs them.
 */
final class SourceFrames {

  private static final String TRADE = "trade";

  private final Markets markets;

  SourceFrames(Markets markets) {
    this.markets = markets;
  }

  void read(Received received) throws RejectedRecordException {
    String channel = received.header("channel");
    String event = received.header("event");
    int market = channel.lastIndexOf('_');
    if (market < 0) {
      throw new RejectedRecordException("header channel names no market: '" + channel + "'");
    }
    Optional<MarketState> state = markets.of(channel.substring(market + 1));
    if (state.isEmpty()) {
      throw new RejectedRecordException("no place for the market of channel '" + channel + "'");
    }
    switch (event) {
      case "orderflow:gap" -> gap(state.get(), channel, received);
      case "orderflow:session" -> session(state.get(), channel, received);
      case "orderflow:snapshot" -> {
        // A book as of a time, not an event.
      }
      case "malformed" -> throw new RejectedRecordException(received.header("error"));
      default -> frame(state.get(), channel, event, received);
    }
  }

  private static void frame(MarketState state, String channel, String event, Received received)
      throws RejectedRecordException {
    long receivedAt = received.receivedAt();
    long micros = received.record().timestamp() * 1_000;
    boolean repaired = received.header("origin").equals("repair");
    if (event.equals(TRADE)) {
      Trade trade = trade(Fields.parse(received.record().value()).object("data"), micros, repaired);
      state.trade(trade);
      micros = trade.micros();
    }
    state.event(channel, repaired ? "" : received.header("session"), micros, receivedAt);
    if (received.live() && !repaired && receivedAt > 0) {
      state.sourceLatency(micros, receivedAt, received.now());
    }
  }

  private static Trade trade(Fields data, long micros, boolean repaired)
      throws RejectedRecordException {
    long type = data.required("type");
    if (type != 0 && type != 1) {
      throw new RejectedRecordException("type is neither 0 nor 1");
    }
    return new Trade(
        data.required("id"),
        data.number("microtimestamp").orElse(micros),
        exact(data, "price"),
        exact(data, "amount"),
        type == 0,
        repaired);
  }

  /** The exchange gives numbers twice; the text has the digits it means. */
  private static BigDecimal exact(Fields data, String name) throws RejectedRecordException {
    Optional<BigDecimal> text = data.decimal(name + "_str");
    return text.isPresent() ? text.get() : data.money(name);
  }

  private static void gap(MarketState state, String channel, Received received)
      throws RejectedRecordException {
    Fields data = Fields.parse(received.record().value()).object("data");
    Optional<Long> to = data.number("to_microtimestamp");
    long end = to.isPresent() ? to.get() : data.required("at");
    long start = data.number("from_microtimestamp").orElse(end);
    state.gap(
        new Gap(channel, start, end, data.flag("repaired"), data.textOr("reason", "unknown")));
  }

  private static void session(MarketState state, String channel, Received received)
      throws RejectedRecordException {
    Fields data = Fields.parse(received.record().value()).object("data");
    String session = Long.toString(data.required("session"));
    if (data.text("state").equals("started")) {
      state.sessionStarted(channel, session);
    } else {
      state.sessionEnded(channel, session, data.required("at"));
    }
  }
}
