package dev.orderflow.simulator.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import dev.orderflow.simulator.exchange.Candle;
import dev.orderflow.simulator.exchange.OrderEventView;
import dev.orderflow.simulator.server.Truth;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bitstamp's HTTP endpoints against the truth, on an exchange that stands still. */
class HttpApiTest {
  private static Simulator simulator;
  private static List<OrderEventView> events;

  @BeforeAll
  static void run() throws IOException {
    simulator =
        Simulator.start(
            SimulatorOptions.defaults()
                .seed(21)
                .speed(400)
                .startTime(Instant.parse("2026-03-01T00:00:00Z"))
                .markets("btcusd", "ethusd")
                .orderDataRows(100)
                .rateLimit(false));
    await().until(() -> simulator.truth().candles("btcusd", 60).size() > 4);
    await().until(HttpApiTest::haltsWhereTheMarketKeepsUp);
    events = simulator.truth().orderEvents("btcusd");
  }

  /** On a busy machine the market may be minutes behind the exchange's clock when it stops. */
  private static boolean haltsWhereTheMarketKeepsUp() {
    simulator.halt();
    Truth truth = simulator.truth();
    boolean keepsUp = !truth.trades("btcusd", truth.now() - 50_000_000, Long.MAX_VALUE).isEmpty();
    if (!keepsUp) {
      simulator.resume();
    }
    return keepsUp;
  }

  @AfterAll
  static void stop() {
    simulator.close();
  }

  @Test
  void orderDataIncludesSinceExcludesUntilAndCapsAPage() {
    String since = events.get(10).eventId();
    String until = events.get(30).eventId();
    JsonNode rows = rows("since_id=" + since + "&until_id=" + until);
    assertThat(rows).hasSize(20);
    assertThat(rows.get(0).get("event_id").asText()).isEqualTo(since);
    assertThat(rows.get(19).get("event_id").asText()).isEqualTo(events.get(29).eventId());

    assertThat(rows("since_id=" + since.replace("-", ""))).hasSize(100);
    List<String> paged = new ArrayList<>();
    String cursor = events.get(0).eventId();
    String end = events.get(455).eventId();
    while (paged.isEmpty() || !cursor.equals(paged.get(paged.size() - 1))) {
      if (!paged.isEmpty()) {
        cursor = paged.remove(paged.size() - 1);
      }
      rows("since_id=" + cursor + "&until_id=" + end)
          .forEach(row -> paged.add(row.get("event_id").asText()));
    }
    assertThat(paged)
        .isEqualTo(events.subList(0, 455).stream().map(OrderEventView::eventId).toList());
  }

  @Test
  void anOrderDataRowIsTheFrameWithoutChannelAndPredecessor() {
    JsonNode row = rows("since_id=" + events.get(5).eventId()).get(0);
    JsonNode frame = ReferenceClient.parse(events.get(5).frame());
    List<String> names = new ArrayList<>();
    row.fieldNames().forEachRemaining(names::add);
    assertThat(names).containsExactly("event", "event_id", "order_source", "data");
    names.forEach(name -> assertThat(row.get(name)).isEqualTo(frame.get(name)));
  }

  @ParameterizedTest
  @CsvSource({
    "market=BTC/USD, 400, 400.078",
    "order_source=orderbook, 400, 400.079",
    "market=BTC/USD&order_source=book, 400, 400.080",
    "market=BTC/USD&order_source=orderbook&since_id=xyz, 400, 400.081",
    "market=BTC/USD&order_source=orderbook&until_id=12, 400, 400.082",
    "market=BTC/USD&order_source=orderbook&since_id=00065aad-a8b2-4f60-0000-00ff03000020, 400,"
        + " 400.083",
    "market=BTC/USD&order_source=orderbook&since_id=00065aad-a8b2-4f60-0000-000103000021, 400,"
        + " 400.084",
    "market=BTC/USD&order_source=orderbook&since_id=00065aad-a8b2-4f60-0000-000103000020"
        + "&until_id=00065aad-a8b2-4f60-0000-000103000020, 400, 400.085",
    "market=BTC/USD&order_source=stop_order, 404, 404.008",
    "market=FOO/USD&order_source=orderbook, 404, 404.007",
    "market=BTC/USD&order_source=orderbook&since_id=ff065aad-a8b2-4f60-0000-000103000020, 404,"
        + " 404.008"
  })
  void orderDataAnswersWrongRequestsWithTheVenuesCodes(String form, int status, String code) {
    HttpResponse<String> response =
        ReferenceClient.form(simulator.httpUrl() + "/api/v2/order_data/", form);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(ReferenceClient.parse(response.body()).get("response_code").asText())
        .isEqualTo(code);
  }

  @Test
  void theThreeGroupsOfABookAgreeWithTheTruth() {
    JsonNode truth = json("/truth/book?market=btcusd");
    JsonNode orders = json("/api/v2/order_book/BTCUSD/?group=2&_=1");
    JsonNode anonymous = json("/api/v2/order_book/btcusd/?group=0&_=1");
    assertThat(orders.get("bids")).isEqualTo(truth.get("bids"));
    assertThat(orders.get("asks")).isEqualTo(truth.get("asks"));
    assertThat(orders.get("microtimestamp")).isEqualTo(truth.get("microtimestamp"));
    assertThat(orders.get("timestamp").asLong())
        .isEqualTo(truth.get("microtimestamp").asLong() / 1_000_000);
    assertThat(anonymous.at("/bids/7")).hasSize(2);
    assertThat(anonymous.get("asks")).hasSize(truth.get("asks").size());
    for (String levels : List.of("?_=1", "?group=1&_=1", "?group=3&_=1")) {
      assertThat(DiffBook.of(json("/api/v2/order_book/btcusd/" + levels)).levels())
          .isEqualTo(DiffBook.ofOrders(truth).levels());
    }
  }

  @Test
  void theEdgeRepeatsABookForASecondUnlessTheQueryHasANonce() throws IOException {
    // Slow exchange time: its second is long enough for the requests on any machine.
    try (Simulator live =
        Simulator.start(SimulatorOptions.defaults().seed(2).speed(0.25).rate(4_000))) {
      String url = live.httpUrl() + "/api/v2/order_book/btcusd/?group=2";
      String first = ReferenceClient.get(url).body();
      long start = live.truth().now();
      long events = live.truth().markets().get(0).orderEvents();
      await().until(() -> live.truth().markets().get(0).orderEvents() > events + 100);
      assertThat(ReferenceClient.get(url + "&_=17").body()).isNotEqualTo(first);
      assertThat(ReferenceClient.get(url).body()).isEqualTo(first);
      assertThat(live.truth().now()).isLessThan(start + 900_000);

      await().until(() -> live.truth().now() > start + 1_000_000);
      assertThat(ReferenceClient.get(url).body()).isNotEqualTo(first);
    }
  }

  @Test
  void transactionsAreTheTradesOfTheWindowNewestFirst() {
    List<JsonNode> trades = new ArrayList<>();
    simulator
        .truth()
        .trades("btcusd")
        .forEach(trade -> trades.add(ReferenceClient.parse(trade.frame()).get("data")));
    Collections.reverse(trades);
    JsonNode rows = json("/api/v2/transactions/btcusd/?time=day");
    assertThat(rows).hasSize(trades.size());
    for (int i = 0; i < trades.size(); i++) {
      JsonNode row = rows.get(i);
      JsonNode trade = trades.get(i);
      assertThat(row.get("tid").asText()).isEqualTo(trade.get("id").asText());
      assertThat(row.get("date")).isEqualTo(trade.get("timestamp"));
      assertThat(row.get("price")).isEqualTo(trade.get("price_str"));
      assertThat(row.get("type").asText()).isEqualTo(trade.get("type").asText());
      assertThat(new BigDecimal(row.get("amount").asText()))
          .isEqualByComparingTo(trade.get("amount_str").asText());
    }
    long minuteAgo = simulator.truth().now() / 1_000_000 - 60;
    JsonNode minute = json("/api/v2/transactions/btcusd/?time=minute");
    assertThat(minute.size()).isPositive().isLessThan(rows.size());
    minute.forEach(row -> assertThat(row.get("date").asLong()).isGreaterThanOrEqualTo(minuteAgo));
    assertThat(json("/api/v2/transactions/btcusd/")).hasSize(rows.size());
    assertThat(get("/api/v2/transactions/btcusd/?time=week").statusCode()).isEqualTo(400);
  }

  @Test
  void candlesAreTheTruthsAndTheLimitKeepsTheNewest() {
    List<Candle> truth = simulator.truth().candles("btcusd", 60);
    JsonNode all = json("/api/v2/ohlc/btcusd/?step=60&limit=1000");
    assertThat(all.at("/data/pair").asText()).isEqualTo("BTC/USD");
    JsonNode rows = all.at("/data/ohlc");
    int seen = 0;
    for (JsonNode row : rows) {
      for (Candle candle : truth) {
        if (candle.start() == row.get("timestamp").asLong()) {
          assertThat(row.get("open").asText()).isEqualTo(candle.open().toPlainString());
          assertThat(row.get("high").asText()).isEqualTo(candle.high().toPlainString());
          assertThat(row.get("low").asText()).isEqualTo(candle.low().toPlainString());
          assertThat(row.get("close").asText()).isEqualTo(candle.close().toPlainString());
          assertThat(row.get("volume").asText()).isEqualTo(candle.volume().toPlainString());
          seen++;
        }
      }
    }
    assertThat(seen).isEqualTo(truth.size());
    JsonNode newest = json("/api/v2/ohlc/btcusd/?step=60&limit=2").at("/data/ohlc");
    assertThat(newest.get(1)).isEqualTo(rows.get(rows.size() - 1));
    JsonNode closed =
        json("/api/v2/ohlc/btcusd/?step=60&limit=1&exclude_current_candle=true").at("/data/ohlc");
    assertThat(closed.get(0)).isEqualTo(newest.get(0));
    String third = rows.get(2).get("timestamp").asText();
    assertThat(
            json("/api/v2/ohlc/btcusd/?step=60&limit=9&start=" + third + "&end=" + third)
                .at("/data/ohlc"))
        .hasSize(1);
    assertThat(get("/api/v2/ohlc/btcusd/?step=61&limit=1").statusCode()).isEqualTo(400);
    assertThat(get("/api/v2/ohlc/btcusd/?step=60").statusCode()).isEqualTo(400);
  }

  @Test
  void marketsAreListedAndUnknownOnesAnswerHtml() {
    JsonNode markets = json("/api/v2/markets/");
    assertThat(markets).hasSize(2);
    assertThat(markets.get(1).get("market_symbol").asText()).isEqualTo("ethusd");
    assertThat(markets.get(1).get("name").asText()).isEqualTo("ETH/USD");
    HttpResponse<String> unknown = get("/api/v2/order_book/foousd/");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).startsWith("<!DOCTYPE html>");
  }

  @Test
  void anOrdersLifeStartsWithItsCreationAndEndsWithItsDeletion() {
    OrderEventView deleted =
        events.stream()
            .filter(event -> event.event().equals("order_deleted"))
            .skip(50)
            .findFirst()
            .orElseThrow();
    JsonNode life = json("/truth/order?market=btcusd&id=" + deleted.orderId());
    assertThat(life.get(life.size() - 1).get("event").asText()).isEqualTo("order_deleted");
    assertThat(simulator.truth().orderLife("btcusd", deleted.orderId())).hasSize(life.size());
    life.forEach(event -> assertThat(event.get("frame").asText()).contains("" + deleted.orderId()));
    assertThat(get("/truth/order?market=btcusd").body()).contains("'id' is missing");
    assertThat(get("/truth/order?market=foousd&id=1").statusCode()).isEqualTo(400);
  }

  private static JsonNode rows(String cursors) {
    HttpResponse<String> response =
        ReferenceClient.form(
            simulator.httpUrl() + "/api/v2/order_data/",
            "market=BTC%2FUSD&order_source=orderbook&" + cursors);
    assertThat(response.statusCode()).isEqualTo(200);
    return ReferenceClient.parse(response.body());
  }

  private static HttpResponse<String> get(String path) {
    return ReferenceClient.get(simulator.httpUrl() + path);
  }

  private static JsonNode json(String path) {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    return ReferenceClient.parse(response.body());
  }
}
