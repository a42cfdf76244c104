package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orderflow.simulator.exchange.BookView;
import dev.orderflow.simulator.exchange.TradeView;
import dev.orderflow.simulator.server.DeliveryStatus;
import dev.orderflow.simulator.server.Truth;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Compares what the page shows with the exchange's own market at that instant: of the book the
 * instant is a microsecond, of a candle the number of trades in it.
 */
final class PageAgainstTruth {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final BigDecimal TEN_THOUSAND = BigDecimal.valueOf(10_000);
  private static final Pattern DEPTH =
      Pattern.compile(
          "Depth within (\\d+) basis points of ([0-9.]+): bids ([0-9.]+), asks ([0-9.]+); .*");

  private static final Pattern DELTA = Pattern.compile("cumulative delta (-?[0-9.e-]+)\\. ");

  /** By how much a trade may overtake an earlier one on its way, microseconds. */
  private static final long OVERTAKEN = 100_000;

  /** Of the flow's intervals, microseconds. */
  private static final long INTERVAL = 1_000_000;

  /** What a float may add to a half of the last digit. */
  private static final BigDecimal NOISE = new BigDecimal("0.00000001");

  private final Truth truth;
  private final String market;

  PageAgainstTruth(Truth truth, String market) {
    this.truth = truth;
    this.market = market;
  }

  /** Best bid and ask, spread, microprice, imbalance, ladder, bands and depth. */
  void assertBook(PageReading page) {
    BookView figures = book(page.at("figures"));
    PageReading.Level bid = levels("bid", figures.bids()).get(0);
    PageReading.Level ask = levels("ask", figures.asks()).get(0);
    BigDecimal spread = ask.price().subtract(bid.price());
    BigDecimal mid = ask.price().add(bid.price()).divide(BigDecimal.valueOf(2));
    assertThat(page.number("spread")).as("spread").isEqualByComparingTo(spread);
    assertRounded(
        "spread in bps",
        PageReading.decimal(page.text("spread").split(" ")[2]),
        TEN_THOUSAND.multiply(spread).divide(mid, MathContext.DECIMAL64));
    BigDecimal both = bid.amount().add(ask.amount());
    assertRounded(
        "microprice",
        page.number("microprice"),
        ask.price()
            .multiply(bid.amount())
            .add(bid.price().multiply(ask.amount()))
            .divide(both, MathContext.DECIMAL64));
    assertRounded(
        "imbalance",
        page.number("imbalance"),
        bid.amount().subtract(ask.amount()).divide(both, MathContext.DECIMAL64));
    assertLadder(page, book(page.at("ladder")));
    assertDepth(page, book(page.at("depth")));
  }

  private void assertLadder(PageReading page, BookView book) {
    List<PageReading.Level> expected = new ArrayList<>();
    levels("ask", book.asks()).stream().limit(10).forEach(each -> expected.add(0, each));
    levels("bid", book.bids()).stream().limit(10).forEach(expected::add);
    assertThat(page.ladder().stream().map(PageAgainstTruth::plain).toList())
        .as("ladder at %s", page.text("ladder_at"))
        .isEqualTo(expected.stream().map(PageAgainstTruth::plain).toList());
    BigDecimal mid =
        book.asks().get(0).price().add(book.bids().get(0).price()).divide(BigDecimal.valueOf(2));
    assertThat(page.bands()).hasSize(5);
    for (List<BigDecimal> band : page.bands()) {
      assertThat(band.get(1))
          .as("bids within %s bps", band.get(0))
          .isEqualByComparingTo(within(book.bids(), mid, band.get(0)));
      assertThat(band.get(2))
          .as("asks within %s bps", band.get(0))
          .isEqualByComparingTo(within(book.asks(), mid, band.get(0)));
    }
  }

  private static String plain(PageReading.Level level) {
    return "%s %s %s %d"
        .formatted(level.side(), text(level.price()), text(level.amount()), level.orders());
  }

  private static void assertDepth(PageReading page, BookView book) {
    Matcher words = DEPTH.matcher(page.text("depth"));
    assertThat(words.matches()).as(page.text("depth")).isTrue();
    BigDecimal bps = new BigDecimal(words.group(1));
    BigDecimal mid = new BigDecimal(words.group(2));
    assertRounded("depth of bids", new BigDecimal(words.group(3)), within(book.bids(), mid, bps));
    assertRounded("depth of asks", new BigDecimal(words.group(4)), within(book.asks(), mid, bps));
  }

  /** The book of the instant whose end a panel names. */
  private BookView book(long at) {
    assertThat(at).as("the time of the book shown").isPositive();
    return truth.bookAt(market, at - 1).orElseThrow();
  }

  private static List<PageReading.Level> levels(String side, List<BookView.Entry> orders) {
    Map<BigDecimal, PageReading.Level> levels = new LinkedHashMap<>();
    orders.forEach(
        order ->
            levels.merge(
                order.price(),
                new PageReading.Level(side, order.price(), order.amount(), 1),
                (a, b) ->
                    new PageReading.Level(
                        side, a.price(), a.amount().add(b.amount()), a.orders() + b.orders())));
    return List.copyOf(levels.values());
  }

  private static BigDecimal within(List<BookView.Entry> orders, BigDecimal mid, BigDecimal bps) {
    return orders.stream()
        .filter(
            order ->
                order
                        .price()
                        .subtract(mid)
                        .abs()
                        .multiply(TEN_THOUSAND)
                        .compareTo(mid.multiply(bps))
                    <= 0)
        .map(BookView.Entry::amount)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /**
   * Every trade of the tape, none left out between two of them that the stream brought, and the
   * last price.
   */
  void assertTrades(PageReading page) {
    NavigableMap<Long, JsonNode> trades = trades();
    List<PageReading.Trade> shown = page.tape();
    for (PageReading.Trade each : shown) {
      JsonNode trade = trades.get(each.id());
      assertThat(trade).as("trade %d", each.id()).isNotNull();
      assertThat(each.price()).as("price of %s", trade).isEqualByComparingTo(price(trade));
      assertThat(each.amount()).as("amount of %s", trade).isEqualByComparingTo(amount(trade));
      assertThat(each.side())
          .as("taker of %s", trade)
          .isEqualTo(trade.path("type").asInt() == 0 ? "▲ buy" : "▼ sell");
    }
    Set<Long> ids = shown.stream().map(PageReading.Trade::id).collect(Collectors.toSet());
    assertThat(ids).as("trades shown once").hasSize(shown.size());
    Set<Long> lost = lostTrades().keySet();
    long newest = ids.stream().max(Long::compare).orElseThrow();
    // A repaired trade stands where it came, so the oldest of those that did not bound the rest.
    long oldest =
        shown.stream()
            .filter(each -> !each.repaired())
            .mapToLong(PageReading.Trade::id)
            .min()
            .orElseThrow();
    long before = time(trades.get(newest)) - OVERTAKEN;
    assertThat(ids)
        .as("trades between the shown ones")
        .containsAll(
            trades.subMap(oldest, true, newest, true).entrySet().stream()
                .filter(each -> !lost.contains(each.getKey()) && time(each.getValue()) < before)
                .map(Map.Entry::getKey)
                .toList());
    assertThat(page.number("price")).as("price").isEqualByComparingTo(price(trades.get(newest)));
  }

  /** When the newest trade that the page does not show yet happened is not long ago. */
  void assertFresh(PageReading page, long micros) {
    long shown = page.tape().stream().mapToLong(PageReading.Trade::id).max().orElseThrow();
    Set<Long> lost = lostTrades().keySet();
    trades().tailMap(shown, false).entrySet().stream()
        .filter(each -> !lost.contains(each.getKey()))
        .findFirst()
        .ifPresent(
            next ->
                assertThat(page.now() - time(next.getValue()))
                    .as("how long the page has not shown %s, microseconds", next.getValue())
                    .isLessThan(micros));
  }

  /**
   * Every candle shown is the exchange's, of as many trades as it says; where trades were lost, it
   * is what the exchange traded once they have been fetched.
   *
   * @param length of the candles, microseconds
   * @return how many were equal
   */
  int assertCandles(PageReading page, long length) {
    Map<Long, List<JsonNode>> all =
        inOrderOfTheWire().stream()
            .collect(Collectors.groupingBy(trade -> time(trade) - time(trade) % length));
    Set<Long> disturbed =
        lostTrades().values().stream().map(at -> at - at % length).collect(Collectors.toSet());
    int equal = 0;
    for (PageReading.Candle candle : page.candles()) {
      List<JsonNode> traded = all.getOrDefault(candle.start(), List.of());
      boolean stillMissing = disturbed.contains(candle.start()) && candle.trades() < traded.size();
      boolean whole = candle.whole().equals("whole") || candle.whole().equals("not over yet");
      if (whole && !stillMissing) {
        assertThat(candle.trades()).as("trades of %s", candle).isBetween(1, traded.size());
        assertEqual(
            candle,
            traded.subList(0, candle.trades()).stream()
                .sorted(Comparator.comparingLong(trade -> trade.path("id").asLong()))
                .toList());
        equal++;
      }
    }
    return equal;
  }

  /** Trades overtake each other on their way, so a candle grows in the order of the wire. */
  private List<JsonNode> inOrderOfTheWire() {
    NavigableMap<Long, JsonNode> left = trades();
    List<JsonNode> ordered = new ArrayList<>();
    truth.connections().stream()
        .flatMap(each -> truth.deliveries(each.id(), "live_trades_" + market).stream())
        .filter(each -> each.status().sent())
        .forEach(
            each -> {
              JsonNode trade = left.remove(Long.parseLong(each.id()));
              if (trade != null) {
                ordered.add(trade);
              }
            });
    ordered.addAll(left.values());
    return ordered;
  }

  /**
   * The cumulative delta under the candles has changed by what was bought less what was sold
   * between two readings. The interval that each one ends with is shown while it runs, with as many
   * of its trades as had come.
   */
  void assertDelta(PageReading earlier, PageReading later) {
    long from = flowStart(earlier);
    long to = flowStart(later);
    BigDecimal between = delta(tradesBetween(from, to));
    BigDecimal shown = delta(later).subtract(delta(earlier));
    List<JsonNode> first = tradesBetween(from, from + INTERVAL);
    List<JsonNode> last = tradesBetween(to, to + INTERVAL);
    assertThat(prefixes(first))
        .as("change of the cumulative delta from %d to %d: %s, %s", from, to, shown, between)
        .anySatisfy(
            had ->
                assertThat(prefixes(last))
                    .anySatisfy(
                        come ->
                            assertThat(between.subtract(had).add(come).subtract(shown).abs())
                                .isLessThanOrEqualTo(NOISE)));
  }

  /** What the first few trades amount to, for each number of them. */
  private static List<BigDecimal> prefixes(List<JsonNode> trades) {
    return IntStream.rangeClosed(0, trades.size())
        .mapToObj(count -> delta(trades.subList(0, count)))
        .toList();
  }

  private List<JsonNode> tradesBetween(long from, long to) {
    return inOrderOfTheWire().stream()
        .filter(trade -> time(trade) >= from && time(trade) < to)
        .toList();
  }

  private static BigDecimal delta(List<JsonNode> trades) {
    return trades.stream()
        .map(trade -> trade.path("type").asInt() == 0 ? amount(trade) : amount(trade).negate())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static long flowStart(PageReading page) {
    return Long.parseLong(page.text("flow_start")) * 1_000;
  }

  private static BigDecimal delta(PageReading page) {
    Matcher words = DELTA.matcher(page.text("chart"));
    assertThat(words.find()).as(page.text("chart")).isTrue();
    return new BigDecimal(words.group(1));
  }

  private static void assertEqual(PageReading.Candle candle, List<JsonNode> trades) {
    List<BigDecimal> prices = trades.stream().map(PageAgainstTruth::price).toList();
    assertThat(candle.open()).as("open of %s", candle).isEqualByComparingTo(prices.get(0));
    assertThat(candle.close())
        .as("close of %s", candle)
        .isEqualByComparingTo(prices.get(prices.size() - 1));
    assertThat(candle.high())
        .as("high of %s", candle)
        .isEqualByComparingTo(prices.stream().max(BigDecimal::compareTo).orElseThrow());
    assertThat(candle.low())
        .as("low of %s", candle)
        .isEqualByComparingTo(prices.stream().min(BigDecimal::compareTo).orElseThrow());
    BigDecimal volume =
        trades.stream().map(PageAgainstTruth::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(candle.volume()).as("volume of %s", candle).isEqualByComparingTo(volume);
    BigDecimal quote =
        trades.stream()
            .map(trade -> price(trade).multiply(amount(trade)))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertRounded("VWAP of " + candle, candle.vwap(), quote.divide(volume, MathContext.DECIMAL64));
  }

  /** Trades that a connection had subscribed to and was denied, by id: when they happened. */
  Map<Long, Long> lostTrades() {
    return truth.connections().stream()
        .flatMap(each -> truth.deliveries(each.id(), "live_trades_" + market).stream())
        .filter(each -> each.status() == DeliveryStatus.LOST)
        .collect(
            Collectors.toMap(each -> Long.parseLong(each.id()), each -> each.microtimestamp()));
  }

  /** When the order events happened that a connection was denied. */
  List<Long> lostOrders() {
    return truth.connections().stream()
        .flatMap(each -> truth.deliveries(each.id(), "live_orders_" + market).stream())
        .filter(each -> each.status() == DeliveryStatus.LOST)
        .map(each -> each.microtimestamp())
        .toList();
  }

  private NavigableMap<Long, JsonNode> trades() {
    NavigableMap<Long, JsonNode> trades = new TreeMap<>();
    for (TradeView each : truth.trades(market)) {
      try {
        trades.put(each.id(), JSON.readTree(each.frame()).path("data"));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }
    return trades;
  }

  private static long time(JsonNode trade) {
    return trade.path("microtimestamp").asLong();
  }

  private static BigDecimal price(JsonNode trade) {
    return new BigDecimal(trade.path("price_str").asText());
  }

  private static BigDecimal amount(JsonNode trade) {
    return new BigDecimal(trade.path("amount_str").asText());
  }

  private static String text(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  /** The page rounds quotients to the decimals that it shows. */
  private static void assertRounded(String what, BigDecimal shown, BigDecimal exact) {
    BigDecimal half = BigDecimal.ONE.movePointLeft(shown.scale()).divide(BigDecimal.valueOf(2));
    assertThat(shown.subtract(exact).abs())
        .as("%s: %s on the page, %s at the exchange", what, shown, exact)
        .isLessThanOrEqualTo(half.add(NOISE));
  }
}
