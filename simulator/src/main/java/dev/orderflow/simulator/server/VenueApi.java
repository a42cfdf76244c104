package dev.orderflow.simulator.server;

import dev.orderflow.simulator.venue.MarketData;
import dev.orderflow.simulator.venue.MarketRows;
import dev.orderflow.simulator.venue.OrderData;
import dev.orderflow.simulator.venue.Venue;
import dev.orderflow.simulator.venue.VenueReply;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The venue's own HTTP API. On the exchange thread. */
final class VenueApi {
  private static final String NOT_FOUND =
      "<!DOCTYPE html><html><head><title>404</title></head><body>Page not found</body></html>";

  /** How long the edge in front of the venue was seen to repeat a book. */
  private static final long EDGE_CACHE_MICROS = 1_000_000;

  private static final int THROTTLED = 429;

  private record CachedBook(long time, byte[] body) {}

  private final ExchangeThread exchange;
  private final Venue venue;
  private final MarketData data;
  private final OrderData orderData;
  private final HttpFaults faults;
  private final Optional<RateLimit> limit;
  private final Map<String, CachedBook> edge = new HashMap<>();

  VenueApi(
      ExchangeThread exchange,
      Venue venue,
      int orderDataRows,
      HttpFaults faults,
      Optional<RateLimit> limit) {
    this.exchange = exchange;
    this.venue = venue;
    this.data = new MarketData(venue);
    this.orderData = new OrderData(venue, orderDataRows);
    this.faults = faults;
    this.limit = limit;
  }

  HttpReply handle(HttpCall call) {
    if (limit.isPresent() && !limit.get().admits(call.client(), System.nanoTime())) {
      return HttpFaults.throttled(THROTTLED);
    }
    return faults.answer(call, () -> answer(call));
  }

  private HttpReply answer(HttpCall call) {
    String[] parts = call.path().split("/");
    String endpoint = parts.length > 3 ? parts[3] : "";
    if (!call.path().startsWith("/api/v2/")) {
      return notFound();
    }
    if (parts.length == 4 && endpoint.equals("markets")) {
      return HttpReply.json(200, MarketRows.body(venue.marketList()));
    }
    if (parts.length == 4 && endpoint.equals("order_data")) {
      return call.method().equals("POST")
          ? reply(orderData.answer(query(call)))
          : HttpReply.json(405, "{\"message\": \"Method not allowed.\"}");
    }
    if (parts.length != 5 || !data.knows(parts[4])) {
      return notFound();
    }
    return switch (endpoint) {
      case "order_book" -> book(call, parts[4]);
      case "transactions" ->
          reply(data.transactions(parts[4], call.queryValue("time"), exchange.now()));
      case "ohlc" -> reply(data.candles(parts[4], candles(call), exchange.now()));
      default -> notFound();
    };
  }

  /**
   * The book; repeated for a second of exchange time unless the query has a parameter of its own.
   */
  private HttpReply book(HttpCall call, String market) {
    String asked = call.queryValue("group").orElse("1");
    int group = asked.equals("0") ? 0 : asked.equals("2") ? 2 : 1;
    Optional<Long> stale = faults.staleMicros(call);
    if (stale.isPresent()) {
      return data.orderBookAt(market, group, exchange.now() - stale.get())
          .map(body -> HttpReply.json(200, body))
          .orElseGet(() -> HttpReply.error(404, "404.005", "Order book not found."));
    }
    boolean nonce = call.query().keySet().stream().anyMatch(name -> !name.equals("group"));
    if (nonce) {
      return HttpReply.json(200, data.orderBook(market, group));
    }
    String key = market.toLowerCase(java.util.Locale.ROOT) + group;
    CachedBook cached = edge.get(key);
    if (cached == null || exchange.now() - cached.time() >= EDGE_CACHE_MICROS) {
      cached = new CachedBook(exchange.now(), data.orderBook(market, group));
      edge.put(key, cached);
    }
    return HttpReply.json(200, cached.body());
  }

  private static OrderData.Query query(HttpCall call) {
    return new OrderData.Query(
        call.formValue("market"),
        call.formValue("order_source"),
        call.formValue("since_id"),
        call.formValue("until_id"));
  }

  private static MarketData.CandleQuery candles(HttpCall call) {
    return new MarketData.CandleQuery(
        call.queryValue("step"),
        call.queryValue("limit"),
        call.queryValue("start"),
        call.queryValue("end"),
        call.queryValue("exclude_current_candle").map("true"::equalsIgnoreCase).orElse(false));
  }

  private static HttpReply reply(VenueReply reply) {
    return HttpReply.json(reply.status(), reply.body());
  }

  private static HttpReply notFound() {
    return HttpReply.html(404, NOT_FOUND);
  }
}
