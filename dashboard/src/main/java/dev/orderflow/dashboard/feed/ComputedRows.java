package dev.orderflow.dashboard.feed;

import dev.orderflow.dashboard.market.Candle;
import dev.orderflow.dashboard.market.MarketState;
import dev.orderflow.dashboard.market.Markets;
import dev.orderflow.dashboard.market.OrderEnd;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/** Reads what the Spark jobs publish. */
final class ComputedRows {

  private final Markets markets;

  ComputedRows(Markets markets) {
    this.markets = markets;
  }

  void read(Role role, Received received) throws RejectedRecordException {
    if (received.record().value() == null) {
      // A deletion in a compacted topic: retention, which the page has of its own.
      return;
    }
    Fields row = Fields.parse(received.record().value());
    MarketState state =
        markets
            .of(row.text("market"))
            .orElseThrow(() -> new RejectedRecordException("no place for this market"));
    switch (role) {
      case CANDLES -> candle(state, row);
      case BOOK -> state.book(row.time("at"), row.node());
      case FLOW -> state.flow(row.text("interval"), row.time("start"), row.node());
      case ORDERS -> order(state, row, received);
      case ALERTS -> state.alert(row.time("at"), row.text("kind"), row.text("text"));
      case SOURCE -> throw new IllegalArgumentException("not a computed topic");
    }
    long receivedAt = received.receivedAt();
    if (received.live() && receivedAt > 0) {
      state.sparkLatency(receivedAt, received.now());
    }
  }

  private static void candle(MarketState state, Fields row) throws RejectedRecordException {
    Optional<BigDecimal> open = row.decimal("open");
    if (open.isEmpty()) {
      // An interval without trades before the first price.
      return;
    }
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
            row.flag("complete"),
            row.required("missing_ms"),
            row.flag("revised"),
            row.required("revision"),
            row.flag("final")));
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
    state.orderEnded(
        ended.or(() -> gone).orElse(received.record().timestamp()),
        end,
        row.decimal("amount_filled").orElse(BigDecimal.ZERO),
        row.decimal("amount_cancelled").orElse(BigDecimal.ZERO));
  }
}
