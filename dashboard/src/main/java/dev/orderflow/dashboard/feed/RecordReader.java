package dev.orderflow.dashboard.feed;

import dev.orderflow.dashboard.market.Candle;
import dev.orderflow.dashboard.market.Gap;
import dev.orderflow.dashboard.market.MarketState;
import dev.orderflow.dashboard.market.Markets;
import dev.orderflow.dashboard.market.OrderEnd;
import dev.orderflow.dashboard.market.Trade;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Reads records into the markets' state. Of the connector's topic those are trades, gaps and
 * sessions, and of every other frame when it happened and how long it took: order events are not
 * parsed, because nothing here needs them. Of the Spark jobs' topics it is every row.
 */
final class RecordReader {

  /** Why a row that has not been read past its end is not complete. */
  private static final String NOT_PAST_END = "not_past_end";

  private static final String TRADE = "trade";

  /** What is dated further ahead than this is a mistake, and would hide all that comes after. */
  private static final long MOST_AHEAD_MICROS = TimeUnit.DAYS.toMicros(1);

  private final Markets markets;

  RecordReader(Markets markets) {
    this.markets = markets;
  }

  void read(Role role, Received received) throws RejectedRecordException {
    if (role == Role.SOURCE) {
      source(received);
    } else if (received.record().value() != null) {
      // Without a value it is a deletion in a compacted topic: the page has a retention of its own.
      computed(role, received);
    }
  }

  private MarketState market(String name) throws RejectedRecordException {
    return markets
        .of(name)
        .orElseThrow(() -> new RejectedRecordException("no place for market '" + name + "'"));
  }

  private void source(Received received) throws RejectedRecordException {
    String channel = received.header("channel");
    String event = received.header("event");
    int market = channel.lastIndexOf('_');
    if (market < 0) {
      throw new RejectedRecordException("header channel names no market: '" + channel + "'");
    }
    MarketState state = market(channel.substring(market + 1));
    switch (event) {
      case "orderflow:gap" -> gap(state, channel, received);
      case "orderflow:session" -> session(state, channel, received);
      case "orderflow:snapshot" -> {
        // A book as of a time, not an event.
      }
      case "malformed" -> throw new RejectedRecordException(received.header("error"));
      default -> {
        // What else the connector says, such as orderflow:proof, is no frame of the exchange.
        if (!event.startsWith("orderflow:")) {
          frame(state, channel, event, received);
        }
      }
    }
  }

  private static void frame(MarketState state, String channel, String event, Received received)
      throws RejectedRecordException {
    long receivedAt = received.receivedAt();
    long micros = received.record().timestamp() * 1_000;
    boolean repaired = received.header("origin").equals("repair");
    if (event.equals(TRADE)) {
      Trade trade = trade(Fields.parse(received.record().value()).object("data"), micros, repaired);
      requirePlausible(trade.micros(), state, received);
      state.trade(trade);
      micros = trade.micros();
    }
    state.event(channel, repaired ? "" : received.header("session"), micros, receivedAt);
    if (received.live() && !repaired && receivedAt > 0) {
      state.sourceLatency(micros, receivedAt, received.now());
    }
  }

  /** Whether a time is not far ahead of the clock, of the record's own and of the market's. */
  private static void requirePlausible(long micros, MarketState state, Received received)
      throws RejectedRecordException {
    long stamp = received.record().timestamp() * 1_000;
    long latest = Math.max(Math.max(received.now(), stamp), state.lastEvent()) + MOST_AHEAD_MICROS;
    if (micros > latest) {
      throw new RejectedRecordException("its time is too far ahead: " + micros / 1_000 + " ms");
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

  private void computed(Role role, Received received) throws RejectedRecordException {
    Fields row = Fields.parse(received.record().value());
    MarketState state = market(row.text("market"));
    Optional<Long> dated = row.instant(role == Role.CANDLES || role == Role.FLOW ? "start" : "at");
    if (dated.isPresent()) {
      requirePlausible(TimeUnit.MILLISECONDS.toMicros(dated.get()), state, received);
    }
    switch (role) {
      case CANDLES -> candle(state, row);
      case BOOK -> state.book(row.time("at"), row.node());
      case FLOW -> state.flow(row.text("interval"), row.time("start"), row.node());
      case ORDERS -> order(state, row, received);
      case ALERTS -> state.alert(row.time("at"), row.text("kind"), row.text("text"));
      case SOURCE -> throw new IllegalArgumentException("not a computed topic");
    }
    if (received.live() && received.receivedAt() > 0) {
      state.sparkLatency(received.receivedAt(), received.now());
    }
  }

  private static void candle(MarketState state, Fields row) throws RejectedRecordException {
    Optional<BigDecimal> open = row.decimal("open");
    if (open.isEmpty()) {
      // An interval without trades before the first price.
      return;
    }
    boolean over = !row.textOr("reason", "").equals(NOT_PAST_END);
    long missing = row.required("missing_ms");
    state.candle(
        new Candle(
            row.text("interval"),
            row.time("start"),
            open.get(),
            row.money("high"),
            row.money("low"),
            row.money("close"),
            row.money("volume"),
            row.decimal("vwap").map(BigDecimal::toPlainString).orElse(""),
            row.required("trades"),
            row.flag("complete") || !over && missing == 0,
            missing,
            row.flag("revised"),
            row.required("revision"),
            row.flag("final"),
            over));
  }

  private static void order(MarketState state, Fields row, Received received)
      throws RejectedRecordException {
    OrderEnd end;
    try {
      end = OrderEnd.valueOf(row.text("fate").toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new RejectedRecordException("fate is unknown: " + row.text("fate"));
    }
    Optional<Long> ended = row.instant("ended_at");
    Optional<Long> gone = row.instant("gone_at");
    long at = ended.or(() -> gone).orElse(received.record().timestamp());
    requirePlausible(TimeUnit.MILLISECONDS.toMicros(at), state, received);
    state.orderEnded(
        at,
        end,
        row.decimal("amount_filled").orElse(BigDecimal.ZERO),
        row.decimal("amount_cancelled").orElse(BigDecimal.ZERO));
  }
}
