package dev.orderflow.simulator.exchange;

import dev.orderflow.simulator.http.HttpReply;
import dev.orderflow.simulator.http.HttpRequest;
import dev.orderflow.simulator.market.Market;
import dev.orderflow.simulator.market.OrderBook;
import dev.orderflow.simulator.market.Side;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The replies of {@code markets}, {@code order_book}, {@code transactions} and {@code ohlc}, as on
 * the wire.
 */
public final class MarketData {
  private static final Set<Long> STEPS =
      Set.of(
          60L, 180L, 300L, 900L, 1800L, 3600L, 7200L, 14_400L, 21_600L, 43_200L, 86_400L, 259_200L);
  private static final Map<String, Long> WINDOWS =
      Map.of("minute", 60L, "hour", 3_600L, "day", 86_400L);
  private static final int MAX_CANDLES = 1000;

  private final Exchange exchange;

  /** Creates the replies of an exchange. */
  public MarketData(Exchange exchange) {
    this.exchange = exchange;
  }

  /** Whether a market exists, whatever the case of its symbol. */
  public boolean knows(String symbol) {
    return exchange.market(symbol.toLowerCase(Locale.ROOT)).isPresent();
  }

  /** All markets. */
  public HttpReply markets() {
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
   * The whole book.
   *
   * @param group 0 for orders, 2 for orders with ids, anything else for price levels
   */
  public HttpReply orderBook(String symbol, int group) {
    ExchangeMarket market = market(symbol);
    OrderBook book = market.engine().book();
    return book(
        group,
        market.recorder().lastChange(),
        BookView.best(market.market(), book, Side.BUY, Integer.MAX_VALUE),
        BookView.best(market.market(), book, Side.SELL, Integer.MAX_VALUE));
  }

  /** The whole book as it was at a time; empty where the history does not reach back that far. */
  public Optional<HttpReply> orderBookAt(String symbol, int group, long time) {
    return market(symbol)
        .history()
        .at(time)
        .map(view -> book(group, view.microtimestamp(), view.bids(), view.asks()));
  }

  private static HttpReply book(
      int group, long time, List<BookView.Entry> bids, List<BookView.Entry> asks) {
    FrameText.Rows rows =
        switch (group) {
          case 0 -> FrameText.Rows.ORDERS;
          case 2 -> FrameText.Rows.ORDERS_WITH_IDS;
          default -> FrameText.Rows.LEVELS;
        };
    StringBuilder out = new StringBuilder(1 << 16);
    out.append("{\"timestamp\": \"").append(time / 1_000_000);
    out.append("\", \"microtimestamp\": \"").append(time).append("\", \"bids\": ");
    FrameText.rows(out, bids, rows, Integer.MAX_VALUE, ", ");
    out.append(", \"asks\": ");
    FrameText.rows(out, asks, rows, Integer.MAX_VALUE, ", ");
    return HttpReply.json(200, out.append('}'));
  }

  /** The trades of the last minute, hour or day, newest first. */
  public HttpReply transactions(String symbol, HttpRequest request, long now) {
    Long seconds = WINDOWS.get(request.query("time").orElse("hour"));
    if (seconds == null) {
      return HttpReply.badParameter("time", "must be minute, hour or day");
    }
    ExchangeMarket market = market(symbol);
    EventLog<Trade> trades = market.trades();
    long oldest = trades.firstThat(trade -> trade.time() > now - seconds * 1_000_000);
    StringBuilder out = new StringBuilder("[");
    for (long at = trades.end() - 1; at >= oldest; at--) {
      market.text().transaction(out, trades.get(at));
      out.append(at > oldest ? ", " : "");
    }
    return HttpReply.json(200, out.append(']'));
  }

  /**
   * Candles by {@code step}, {@code limit}, {@code start}, {@code end} and {@code
   * exclude_current_candle}, oldest first; where more than the limit fit, the newest.
   */
  public HttpReply candles(String symbol, HttpRequest request, long now) {
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
    ExchangeMarket market = market(symbol);
    List<Candle> candles =
        filled(Candle.of(market.market(), market.trades().from(0), step.get()), step.get(), end)
            .stream()
            .filter(candle -> candle.start() >= from.orElse(0L) && candle.start() <= end)
            .toList();
    int first = (int) Math.max(0, candles.size() - limit.get());
    return candles(market.market(), candles.subList(first, candles.size()));
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

  private ExchangeMarket market(String symbol) {
    return exchange.market(symbol.toLowerCase(Locale.ROOT)).orElseThrow();
  }

  private static Optional<Long> number(HttpRequest request, String name) {
    return request.query(name).filter(text -> text.matches("\\d{1,15}")).map(Long::parseLong);
  }
}
