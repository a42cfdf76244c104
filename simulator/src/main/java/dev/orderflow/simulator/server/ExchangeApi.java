package dev.orderflow.simulator.server;

import dev.orderflow.simulator.exchange.Exchange;
import dev.orderflow.simulator.exchange.MarketData;
import dev.orderflow.simulator.exchange.OrderData;
import dev.orderflow.simulator.http.HttpReply;
import dev.orderflow.simulator.http.HttpRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The exchange's own HTTP API. */
final class ExchangeApi {
  private static final String NOT_FOUND =
      "<!DOCTYPE html><html><head><title>404</title></head><body>Page not found</body></html>";

  /** How long the edge in front of Bitstamp was seen to repeat a book. */
  private static final long EDGE_CACHE_MICROS = 1_000_000;

  private record CachedBook(long time, HttpReply reply) {}

  private final ExchangeServer server;
  private final MarketData data;
  private final OrderData orderData;
  private final HttpFaults faults;
  private final Optional<RateLimit> limit;
  private final Map<String, CachedBook> edge = new HashMap<>();

  ExchangeApi(
      ExchangeServer server, Exchange exchange, ServerSettings settings, HttpFaults faults) {
    this.server = server;
    this.data = new MarketData(exchange);
    this.orderData = new OrderData(exchange, settings.orderDataRows());
    this.faults = faults;
    this.limit = settings.rateLimit() ? Optional.of(new RateLimit()) : Optional.empty();
  }

  HttpReply handle(HttpRequest request) {
    if (limit.isPresent() && !limit.get().admits(request.client(), System.nanoTime())) {
      return HttpFaults.throttled();
    }
    return faults.answer(request, () -> answer(request));
  }

  private HttpReply answer(HttpRequest request) {
    String[] parts = request.parts();
    if (parts.length < 3 || !request.path().startsWith("/api/v2/")) {
      return HttpReply.html(404, NOT_FOUND);
    }
    String market = parts.length == 4 && data.knows(parts[3]) ? parts[3] : "";
    String endpoint = parts[2] + (parts.length == 3 ? "" : market.isEmpty() ? "?" : "/market");
    return switch (endpoint) {
      case "markets" -> data.markets();
      case "order_data" ->
          request.method().equals("POST")
              ? orderData.answer(request)
              : HttpReply.json(405, "{\"message\": \"Method not allowed.\"}");
      case "order_book/market" -> book(request, market);
      case "transactions/market" -> data.transactions(market, request, server.now());
      case "ohlc/market" -> data.candles(market, request, server.now());
      default -> HttpReply.html(404, NOT_FOUND);
    };
  }

  /**
   * The book; repeated for a second of exchange time unless the query has a parameter of its own.
   */
  private HttpReply book(HttpRequest request, String market) {
    String asked = request.query("group").orElse("1");
    int group = asked.equals("0") ? 0 : asked.equals("2") ? 2 : 1;
    long now = server.now();
    Optional<Duration> staleness = faults.staleness(request);
    if (staleness.isPresent()) {
      return data.orderBookAt(market, group, now - staleness.get().toNanos() / 1000)
          .orElseGet(() -> HttpReply.error(404, "404.005", "Order book not found."));
    }
    if (request.query().keySet().stream().anyMatch(name -> !name.equals("group"))) {
      return data.orderBook(market, group);
    }
    String key = market.toLowerCase(Locale.ROOT) + group;
    CachedBook cached = edge.get(key);
    if (cached == null || now - cached.time() >= EDGE_CACHE_MICROS) {
      cached = new CachedBook(now, data.orderBook(market, group));
      edge.put(key, cached);
    }
    return cached.reply();
  }
}
