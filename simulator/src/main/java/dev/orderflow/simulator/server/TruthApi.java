package dev.orderflow.simulator.server;

import dev.orderflow.simulator.venue.BookView;
import dev.orderflow.simulator.venue.MarketSummary;
import dev.orderflow.simulator.venue.VenueTruth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /truth/}: what really happened, for scripts. On the exchange thread. */
final class TruthApi {
  private static final long MAX_ROWS = 100_000;

  private final Optional<VenueTruth> venue;
  private final Connections connections;
  private final JsonReplies replies;

  TruthApi(Optional<VenueTruth> venue, Connections connections, JsonReplies replies) {
    this.venue = venue;
    this.connections = connections;
    this.replies = replies;
  }

  /** Answers; empty where the path is another. */
  Optional<HttpReply> handle(HttpCall call) {
    if (!call.path().startsWith("/truth/")) {
      return Optional.empty();
    }
    try {
      return Optional.of(answer(call));
    } catch (IllegalArgumentException wrong) {
      return Optional.of(replies.wrong(400, String.valueOf(wrong.getMessage())));
    }
  }

  private HttpReply answer(HttpCall call) {
    String[] parts = call.path().split("/");
    if (parts.length == 5 && parts[2].equals("connections") && parts[4].equals("frames")) {
      return frames(call, (int) number(parts[3], "connection"));
    }
    if (venue.isEmpty()) {
      return replies.wrong(404, "a replay has no truth but its connections");
    }
    VenueTruth truth = venue.get();
    return switch (call.path()) {
      case "/truth/markets/" ->
          replies.ok(truth.markets().stream().map(TruthApi::summaryBody).toList());
      case "/truth/book/" ->
          book(call, truth)
              .map(view -> replies.ok(bookBody(view)))
              .orElseGet(() -> replies.wrong(404, "the history does not reach back that far"));
      case "/truth/order/" ->
          replies.ok(truth.orderLife(market(call), number(required(call, "id"), "id")));
      case "/truth/orders/" ->
          replies.ok(
              truth.orderEvents(
                  market(call), call.queryValue("since"), call.queryValue("until"), limit(call)));
      case "/truth/trades/" ->
          replies.ok(
              truth.trades(
                  market(call), optional(call, "from", 0), optional(call, "to", Long.MAX_VALUE)));
      case "/truth/candles/" -> replies.ok(truth.candles(market(call), optional(call, "step", 60)));
      default ->
          replies.wrong(
              404,
              "known are /truth/connections, /truth/connections/ID/frames, /truth/markets,"
                  + " /truth/book, /truth/order, /truth/orders, /truth/trades, /truth/candles");
    };
  }

  private static Optional<BookView> book(HttpCall call, VenueTruth truth) {
    Optional<String> eventId = call.queryValue("event_id");
    if (eventId.isPresent()) {
      return truth.bookAfter(market(call), eventId.get());
    }
    return truth.bookAt(market(call), optional(call, "microtimestamp", Long.MAX_VALUE));
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

  private HttpReply frames(HttpCall call, int id) {
    Optional<Connection> connection = connections.byId(id);
    if (connection.isEmpty()) {
      return replies.wrong(404, "connection " + id + " is not known");
    }
    long from = Math.max(optional(call, "from", 0), connection.get().log().first());
    List<Delivery> deliveries = connection.get().deliveries(from, limit(call), channel -> true);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("from", from);
    body.put("next", from + deliveries.size());
    body.put("frames", deliveries);
    return replies.ok(body);
  }

  private static long limit(HttpCall call) {
    return Math.min(MAX_ROWS, optional(call, "limit", 10_000));
  }

  private static String market(HttpCall call) {
    return required(call, "market");
  }

  private static String required(HttpCall call, String name) {
    return call.queryValue(name)
        .orElseThrow(() -> new IllegalArgumentException("parameter '" + name + "' is missing"));
  }

  private static long optional(HttpCall call, String name, long otherwise) {
    return call.queryValue(name).map(text -> number(text, name)).orElse(otherwise);
  }

  private static long number(String text, String name) {
    if (!text.matches("\\d{1,18}")) {
      throw new IllegalArgumentException("'" + name + "' must be a whole number: " + text);
    }
    return Long.parseLong(text);
  }
}
