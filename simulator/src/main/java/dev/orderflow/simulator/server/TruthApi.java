package dev.orderflow.simulator.server;

import dev.orderflow.simulator.http.HttpReply;
import dev.orderflow.simulator.http.HttpRequest;
import dev.orderflow.simulator.venue.BookView;
import dev.orderflow.simulator.venue.MarketSummary;
import dev.orderflow.simulator.venue.VenueTruth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /truth/}: what really happened, for scripts. */
final class TruthApi {
  static final String KNOWN =
      "known are /truth/connections, /truth/connections/ID/frames, /truth/markets, /truth/book,"
          + " /truth/order, /truth/orders, /truth/trades, /truth/candles";

  private final Optional<VenueTruth> venue;
  private final JsonReplies replies;

  TruthApi(Optional<VenueTruth> venue, JsonReplies replies) {
    this.venue = venue;
    this.replies = replies;
  }

  HttpReply handle(HttpRequest request) {
    return replies.answer(() -> answer(request));
  }

  private Object answer(HttpRequest request) {
    VenueTruth truth =
        venue.orElseThrow(() -> new UnknownException("a replay has no truth but its connections"));
    if (request.path().equals("/truth/markets/")) {
      return truth.markets().stream().map(TruthApi::summaryBody).toList();
    }
    String question = request.parts()[1];
    if (!List.of("book", "order", "orders", "trades", "candles").contains(question)) {
      throw new UnknownException(KNOWN);
    }
    String market = Parameters.required(request, "market");
    return switch (question) {
      case "book" ->
          bookBody(
              book(request, market, truth)
                  .orElseThrow(
                      () -> new UnknownException("the history does not reach back that far")));
      case "order" ->
          truth.orderLife(market, Parameters.number("id", Parameters.required(request, "id")));
      case "orders" ->
          truth.orderEvents(
              market, request.query("since"), request.query("until"), Parameters.limit(request));
      case "trades" ->
          truth.trades(
              market,
              Parameters.optional(request, "from", 0),
              Parameters.optional(request, "to", Long.MAX_VALUE));
      default -> truth.candles(market, Parameters.optional(request, "step", 60));
    };
  }

  private static Optional<BookView> book(HttpRequest request, String market, VenueTruth truth) {
    Optional<String> eventId = request.query("event_id");
    return eventId.isPresent()
        ? truth.bookAfter(market, eventId.get())
        : truth.bookAt(market, Parameters.optional(request, "microtimestamp", Long.MAX_VALUE));
  }

  private static Map<String, Object> bookBody(BookView view) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("market", view.market());
    body.put("microtimestamp", Long.toString(view.microtimestamp()));
    body.put("last_event_id", view.lastEventId().orElse(""));
    body.put("bids", rows(view.bids()));
    body.put("asks", rows(view.asks()));
    return body;
  }

  private static Map<String, Object> summaryBody(MarketSummary summary) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("market", summary.market());
    body.put("order_events", summary.orderEvents());
    body.put("trades", summary.trades());
    body.put("first_retained_event_id", summary.firstRetainedEventId().orElse(""));
    body.put("last_event_id", summary.lastEventId().orElse(""));
    body.put("last_trade_id", summary.lastTradeId().orElse(0L));
    body.put("book_orders", summary.bookOrders());
    return body;
  }

  private static List<List<String>> rows(List<BookView.Entry> entries) {
    return entries.stream()
        .map(
            entry ->
                List.of(
                    entry.price().toPlainString(),
                    entry.amount().toPlainString(),
                    Long.toString(entry.id())))
        .toList();
  }
}
