package dev.orderflow.simulator.exchange;

import dev.orderflow.simulator.http.HttpReply;
import dev.orderflow.simulator.http.HttpRequest;
import dev.orderflow.simulator.market.Market;
import dev.orderflow.simulator.market.OrderBook;
import dev.orderflow.simulator.market.Side;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The exchange's own HTTP API, its replies as on the wire. */
public final class ExchangeApi {
  private static final String NOT_FOUND =
      "<!DOCTYPE html><html><head><title>404</title></head><body>Page not found</body></html>";

  /** How long the edge in front of Bitstamp was seen to repeat a book. */
  private static final long EDGE_CACHE_MICROS = 1_000_000;

  private static final Set<Long> STEPS =
      Set.of(
          60L, 180L, 300L, 900L, 1800L, 3600L, 7200L, 14_400L, 21_600L, 43_200L, 86_400L, 259_200L);
  private static final Map<String, Long> WINDOWS =
      Map.of("minute", 60L, "hour", 3_600L, "day", 86_400L);
  private static final int MAX_CANDLES = 1000;

  private record CachedBook(long time, HttpReply reply) {}

  private final Exchange exchange;
  private final OrderData orderData;
  private final Map<String, CachedBook> edge = new HashMap<>();

  /**
   * Creates the API of an exchange.
   *
   * @param orderDataRows rows of one {@code order_data} reply at most
   */
  public ExchangeApi(Exchange exchange, int orderDataRows) {
    this.exchange = exchange;
    this.orderData = new OrderData(exchange, orderDataRows);
  }

  /**
   * Answers a request.
   *
   * @param now exchange time, microseconds since the epoch
   * @param staleMicros how old a book must be; empty for the present one
   */
  public HttpReply answer(HttpRequest request, long now, Optional<Long> staleMicros) {
    String[] parts = request.parts();
    if (parts.length < 3 || parts.length > 4 || !request.path().startsWith("/api/v2/")) {
      return HttpReply.html(404, NOT_FOUND);
    }
    if (parts.length == 3) {
      return switch (parts[2]) {
        case "markets" -> markets();
        case "order_data" ->
            request.method().equals("POST")
                ? orderData.answer(request)
                : HttpReply.json(405, "{\"message\": \"Method not allowed.\"}");
        default -> HttpReply.html(404, NOT_FOUND);
      };
    }
    Optional<ExchangeMarket> market = exchange.market(parts[3].toLowerCase(Locale.ROOT));
    if (market.isEmpty()) {
      return HttpReply.html(404, NOT_FOUND);
    }
    return switch (parts[2]) {
      case "order_book" -> orderBook(market.get(), request, now, staleMicros);
      case "transactions" -> transactions(market.get(), request, now);
      case "ohlc" -> candles(market.get(), request, now);
      default -> HttpReply.html(404, NOT_FOUND);
    };
  }

  private HttpReply markets() {
    StringJoiner rows = new StringJoiner(", ", "[", "]");
    exchange.marketList().forEach(market -> rows.add(row(market)));
    return HttpReply.json(200, rows.toString());
  }

  private static String row(Market market) {
    String row =
        """
        {"name": "%1$s/%2$s", "market_symbol": "%3$s", "base_currency": "%1$s", \
        "base_decimals": %4$d, "counter_currency": "%2$s", "counter_decimals": %5$d, \
        "minimum_order_value": "10", "maximum_order_value": "10000000", \
        "minimum_order_amount": "0.00000001", "maximum_order_amount": "100000000", \
        "trading": "Enabled", "instant_order_counter_decimals": %5$d, \
        "instant_and_market_orders": "Enabled", "description": "%1$s / %2$s", \
        "market_type": "SPOT"}""";
    return String.format(
        Locale.ROOT,
        row,
        market.base(),
        market.counter(),
        market.symbol(),
        market.amountDecimals(),
        market.priceDecimals());
  }

  /**
   * The whole book, orders in group 0, orders with ids in group 2, otherwise price levels; repeated
   * for a second of exchange time unless the query has a parameter of its own.
   */
  private HttpReply orderBook(
      ExchangeMarket market, HttpRequest request, long now, Optional<Long> staleMicros) {
    String group = request.query("group").filter(Set.of("0", "2")::contains).orElse("1");
    if (staleMicros.isPresent()) {
      return market
          .history
          .at(now - staleMicros.get())
          .map(past -> book(market, group, past.microtimestamp(), past.book()))
          .orElseGet(() -> HttpReply.error(404, "404.005", "Order book not found."));
    }
    if (request.query().keySet().stream().anyMatch(name -> !name.equals("group"))) {
      return orderBook(market, group);
    }
    return edge.compute(
            market.market.symbol() + group,
            (key, cached) ->
                cached == null || now - cached.time() >= EDGE_CACHE_MICROS
                    ? new CachedBook(now, orderBook(market, group))
                    : cached)
        .reply();
  }

  static HttpReply orderBook(ExchangeMarket market, String group) {
    return book(market, group, market.lastChange(), market.engine.book());
  }

  private static HttpReply book(ExchangeMarket market, String group, long time, OrderBook book) {
    FrameText.Rows rows =
        switch (group) {
          case "0" -> FrameText.Rows.ORDERS;
          case "2" -> FrameText.Rows.ORDERS_WITH_IDS;
          default -> FrameText.Rows.LEVELS;
        };
    StringBuilder out = new StringBuilder(1 << 16);
    out.append("{\"timestamp\": \"").append(time / 1_000_000);
    out.append("\", \"microtimestamp\": \"").append(time).append("\", \"bids\": ");
    market.text.rows(out, book, Side.BUY, rows, Integer.MAX_VALUE, ", ");
    out.append(", \"asks\": ");
    market.text.rows(out, book, Side.SELL, rows, Integer.MAX_VALUE, ", ");
    return HttpReply.json(200, out.append('}'));
  }

  /** The trades of the last minute, hour or day, newest first. */
  private static HttpReply transactions(ExchangeMarket market, HttpRequest request, long now) {
    Long seconds = WINDOWS.get(request.query("time").orElse("hour"));
    if (seconds == null) {
      return HttpReply.badParameter("time", "must be minute, hour or day");
    }
    EventLog<Trade> trades = market.trades;
    long oldest = trades.firstThat(trade -> trade.time() > now - seconds * 1_000_000);
    StringBuilder out = new StringBuilder("[");
    for (long at = trades.end() - 1; at >= oldest; at--) {
      market.text.transaction(out, trades.get(at));
      out.append(at > oldest ? ", " : "");
    }
    return HttpReply.json(200, out.append(']'));
  }

  /**
   * Candles by {@code step}, {@code limit}, {@code start}, {@code end} and {@code
   * exclude_current_candle}, oldest first; where more than the limit fit, the newest.
   */
  private static HttpReply candles(ExchangeMarket market, HttpRequest request, long now) {
    Optional<Long> step = number(request, "step").filter(STEPS::contains);
    if (step.isEmpty()) {
      return HttpReply.badParameter("step", "missing or not a valid choice");
    }
    Optional<Long> limit = number(request, "limit").filter(n -> n >= 1 && n <= MAX_CANDLES);
    if (limit.isEmpty()) {
      return HttpReply.badParameter("limit", "missing or not between 1 and 1000");
    }
    Optional<Long> from = number(request, "start");
    Optional<Long> to = number(request, "end");
    if (request.query("start").isPresent() && from.isEmpty()
        || request.query("end").isPresent() && to.isEmpty()) {
      return HttpReply.badParameter("start", "start and end must be unix seconds");
    }
    boolean closedOnly =
        request.query("exclude_current_candle").filter("true"::equalsIgnoreCase).isPresent();
    long current = Math.floorDiv(now, step.get() * 1_000_000) * step.get();
    long last = closedOnly ? current - step.get() : current;
    long end = Math.min(last, to.orElse(last));
    List<Candle> candles =
        filled(Candle.of(market.market, market.trades.from(0), step.get()), step.get(), end)
            .stream()
            .filter(candle -> candle.start() >= from.orElse(0L) && candle.start() <= end)
            .toList();
    int first = (int) Math.max(0, candles.size() - limit.get());
    return candles(market.market, candles.subList(first, candles.size()));
  }

  /** Candles without a trade repeat the last close. */
  private static List<Candle> filled(List<Candle> traded, long step, long end) {
    if (traded.isEmpty()) {
      return traded;
    }
    Map<Long, Candle> byStart =
        traded.stream().collect(Collectors.toMap(Candle::start, Function.identity()));
    List<Candle> all = new ArrayList<>();
    BigDecimal close = traded.get(0).open();
    for (long start = traded.get(0).start(); start <= end; start += step) {
      Candle candle = byStart.getOrDefault(start, Candle.flat(start, close));
      all.add(candle);
      close = candle.close();
    }
    return all;
  }

  private static HttpReply candles(Market market, List<Candle> candles) {
    StringJoiner rows = new StringJoiner(", ", "[", "]");
    for (Candle candle : candles) {
      rows.add(
          String.format(
              Locale.ROOT,
              """
              {"timestamp": "%d", "open": "%s", "high": "%s", "low": "%s", "close": "%s", \
              "volume": "%s"}""",
              candle.start(),
              candle.open().toPlainString(),
              candle.high().toPlainString(),
              candle.low().toPlainString(),
              candle.close().toPlainString(),
              candle.volume().toPlainString()));
    }
    return HttpReply.json(
        200, "{\"data\": {\"pair\": \"" + market.name() + "\", \"ohlc\": " + rows + "}}");
  }

  private static Optional<Long> number(HttpRequest request, String name) {
    return request.query(name).filter(text -> text.matches("\\d{1,15}")).map(Long::parseLong);
  }
}
