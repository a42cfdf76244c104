package dev.orderflow.dashboard.market;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MarketsTest {

  private static final long NOW = 1_788_551_700_000_000L;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Markets markets = new Markets();
  private final Markets.View wanted = new Markets.View("btcusd", "1m");

  private MarketState market(String name) {
    return markets.of(name).orElseThrow();
  }

  /** The frame of a reader who wants the view; empty where nothing changed. */
  private Optional<JsonNode> changes(long seen) throws Exception {
    Optional<byte[]> frame = markets.frame(markets.resolve(wanted), seen, NOW, Optional.empty());
    return frame.isEmpty() ? Optional.empty() : Optional.of(JSON.readTree(frame.get()));
  }

  private JsonNode frame() throws Exception {
    return changes(0).orElseThrow();
  }

  private static Trade trade(long id, String price) {
    return new Trade(
        id, NOW + id, new BigDecimal(price), new BigDecimal("0.50000000"), true, false);
  }

  private static Candle candle(String interval, long start, String open) {
    BigDecimal price = new BigDecimal(open);
    return new Candle(
        interval, start, price, price, price, price, price, "", 1, true, 0, false, 1, false, true);
  }

  @Test
  void beforeThereIsAMarketAFrameSaysSo() throws Exception {
    JsonNode frame = frame();
    assertThat(frame.path("market").asText()).isEmpty();
    assertThat(frame.path("markets")).isEmpty();
  }

  @Test
  void moneyKeepsItsDigits() throws Exception {
    market("btcusd").trade(trade(1, "79829.10"));
    JsonNode frame = frame();
    assertThat(frame.path("full").asBoolean()).isTrue();
    assertThat(frame.at("/price/last").asText()).isEqualTo("79829.10");
    assertThat(frame.at("/trades/0/2").asText()).isEqualTo("0.50000000");
    assertThat(frame.at("/trades/0/0").asLong()).isEqualTo(NOW / 1_000);
  }

  @Test
  void aReaderGetsOnlyWhatIsNew() throws Exception {
    MarketState market = market("btcusd");
    market.trade(trade(1, "100"));
    long seen = markets.round();
    markets.nextRound();
    assertThat(changes(seen)).isEmpty();
    market.trade(trade(2, "101"));
    JsonNode frame = changes(seen).orElseThrow();
    assertThat(frame.path("full").asBoolean()).isFalse();
    assertThat(frame.path("trades")).hasSize(1);
    assertThat(frame.at("/trades/0/1").asText()).isEqualTo("101");
    assertThat(frame.has("book")).isFalse();
  }

  @Test
  void aLateRepairedTradeIsNotTheLastPrice() throws Exception {
    MarketState market = market("btcusd");
    market.trade(trade(7, "107"));
    market.trade(trade(5, "105"));
    assertThat(frame().at("/price/last").asText()).isEqualTo("107");
  }

  @Test
  void theChangeIsSinceTheOpenOfADayAgo() throws Exception {
    MarketState market = market("btcusd");
    long day = 86_400_000;
    long now = NOW / 1_000;
    market.candle(candle("1m", now - day - 60_000, "50"));
    market.candle(candle("1m", now - day + 1_000, "80"));
    market.candle(candle("1m", now - 60_000, "90"));
    market.trade(trade(1, "100"));
    JsonNode price = frame().path("price");
    assertThat(price.path("change").asText()).isEqualTo("20");
    assertThat(price.path("percent").asText()).isEqualTo("25.00");
    assertThat(price.path("since").asLong()).isEqualTo(now - day + 1_000);
  }

  @Test
  void whatIsNotThereIsReplacedByWhatIs() throws Exception {
    MarketState market = market("ethusd");
    market.candle(candle("1h", 0, "1"));
    market.candle(candle("5m", 0, "1"));
    assertThat(markets.resolve(wanted)).isEqualTo(new Markets.View("ethusd", "5m"));
    market.candle(candle("1s", 0, "1"));
    market.candle(candle("1m", 0, "1"));
    assertThat(markets.resolve(new Markets.View("ethusd", "9x")).interval()).isEqualTo("1s");
    for (int minute = 1; minute < 15; minute++) {
      market.candle(candle("1m", minute * 60_000L, "1"));
    }
    assertThat(markets.resolve(new Markets.View("ethusd", "9x")).interval()).isEqualTo("1m");
    assertThat(frame().path("intervals").toString()).isEqualTo("[\"1s\",\"1m\",\"5m\",\"1h\"]");
  }

  @Test
  void namesThatAreNoneGetNoMarketAndThereIsABound() {
    assertThat(markets.of("<script>")).isEmpty();
    for (int i = 0; i < 64; i++) {
      assertThat(markets.of("m" + i)).isPresent();
    }
    assertThat(markets.of("onemore")).isEmpty();
    assertThat(markets.of("m0")).isPresent();
  }

  @Test
  void largeTradesStandOut() throws Exception {
    MarketState market = market("btcusd");
    for (int i = 1; i <= 100; i++) {
      market.trade(trade(i, "100"));
    }
    market.trade(new Trade(101, NOW, new BigDecimal("100"), new BigDecimal("9"), false, false));
    JsonNode trades = frame().path("trades");
    assertThat(trades.get(99).get(5).asBoolean()).isFalse();
    assertThat(trades.get(100).get(5).asBoolean()).isTrue();
  }

  @Test
  void anInvalidBookHasNoFigures() throws Exception {
    MarketState market = market("btcusd");
    market.book(
        1_000,
        JSON.readTree(
            """
            {"valid":true,"touch":{"spread_bps":"10","imbalance":"0.5","mid":"100","microprice":"100.1"},
             "bids":[{"price":"99","amount":"2.34567"}],"asks":[{"price":"101","amount":"3"}]}"""));
    market.book(2_000, JSON.readTree("{\"valid\":false,\"reason\":\"gap\",\"touch\":null}"));
    JsonNode frame = frame();
    assertThat(frame.path("heat").toString())
        .isEqualTo("[[1000,[[[99,2.35]],[[101,3]]]],[2000,null]]");
    assertThat(frame.at("/book/reason").asText()).isEqualTo("gap");
  }

  @Test
  void aFrameBeginsWithWhatItIsAFrameOf() throws Exception {
    market("btcusd").candle(candle("1m", 0, "1"));
    JsonNode frame = frame();
    assertThat(frame.path("full").asBoolean()).isTrue();
    assertThat(frame.path("sent").asLong()).isEqualTo(NOW);
    assertThat(frame.path("market").asText()).isEqualTo("btcusd");
    assertThat(frame.path("interval").asText()).isEqualTo("1m");
    assertThat(frame.path("intervals").toString()).isEqualTo("[\"1m\"]");
    assertThat(frame.has("status")).isFalse();
    assertThat(frame.has("markets")).isFalse();
  }

  @Test
  void aStatusComesWithTheMarketsAndWithWhatTellsWhetherToTrustThem() throws Exception {
    market("btcusd").trade(trade(1, "100"));
    market("ethusd");
    long seen = markets.round();
    markets.nextRound();
    JsonNode frame =
        JSON.readTree(
            markets
                .frame(markets.resolve(wanted), seen, NOW, Optional.of(Map.of("clients", 3)))
                .orElseThrow());
    assertThat(frame.path("full").asBoolean()).isFalse();
    assertThat(frame.at("/status/clients").asInt()).isEqualTo(3);
    assertThat(frame.path("markets").toString()).isEqualTo("[\"btcusd\",\"ethusd\"]");
    assertThat(frame.has("trust")).isTrue();
    assertThat(frame.has("trades")).isFalse();
    assertThat(frame.has("price")).isFalse();
  }

  @Test
  void whatChangedComesWithoutWhatTellsWhetherToTrustIt() throws Exception {
    long seen = markets.round();
    markets.nextRound();
    market("btcusd").trade(trade(1, "100"));
    assertThat(changes(seen).orElseThrow().has("trust")).isFalse();
  }

  @Test
  void aChangedCandleOfTheIntervalLookedAtChangesThePrice() throws Exception {
    market("btcusd").candle(candle("5m", 0, "1"));
    market("btcusd").candle(candle("1m", 0, "1"));
    long seen = markets.round();
    markets.nextRound();
    market("btcusd").candle(candle("5m", 300_000, "2"));
    assertThat(changes(seen)).isEmpty();
    market("btcusd").candle(candle("1m", 600_000, "3"));
    JsonNode frame = changes(seen).orElseThrow();
    assertThat(frame.at("/price/last").asText()).isEqualTo("3");
    assertThat(frame.at("/price/at").asLong()).isEqualTo(600_000);
    assertThat(frame.path("candles")).hasSize(1);
  }

  @Test
  void aPriceWithoutATradeIsTheCloseOfTheCandleThatEndsLast() throws Exception {
    market("btcusd").candle(candle("1h", 0, "5"));
    market("btcusd").candle(candle("1m", 3_540_000, "7"));
    market("btcusd").candle(candle("1m", 60_000, "6"));
    assertThat(frame().at("/price/last").asText()).isEqualTo("7");
    market("btcusd").candle(candle("1d", 0, "8"));
    market("btcusd").candle(candle("1m", 7_200_000, "9"));
    assertThat(frame().at("/price/last").asText()).isEqualTo("8");
  }

  @Test
  void theChangeIsSinceTheFirstTradeWhereThereIsNoCandle() throws Exception {
    market("btcusd").trade(trade(1_000, "80"));
    market("btcusd").trade(trade(2_000, "79"));
    JsonNode price = frame().path("price");
    assertThat(price.path("change").asText()).isEqualTo("-1");
    assertThat(price.path("percent").asText()).isEqualTo("-1.25");
    assertThat(price.path("since").asLong()).isEqualTo((NOW + 1_000) / 1_000);
    assertThat(price.path("at").asLong()).isEqualTo((NOW + 2_000) / 1_000);
  }

  @Test
  void aPriceThatIsTheOnlyOneHasNotChanged() throws Exception {
    market("btcusd").candle(candle("5m", 300_000, "5"));
    JsonNode price = frame().path("price");
    assertThat(price.path("change").asText()).isEqualTo("0");
    assertThat(price.path("since").asLong()).isEqualTo(300_000);
  }

  @Test
  void aChangeFromNothingHasNoShare() throws Exception {
    market("btcusd").trade(trade(1, "0"));
    market("btcusd").trade(trade(2, "5"));
    assertThat(frame().at("/price/percent").asText()).isEqualTo("0");
  }

  @Test
  void opensOfMoreThanADayAreForgotten() throws Exception {
    for (int minute = 0; minute <= 1_440; minute++) {
      market("btcusd").candle(candle("1m", minute * 60_000L, Integer.toString(100 + minute)));
    }
    // A day before the last one's start is the first one's, which has gone.
    assertThat(frame().at("/price/since").asLong()).isEqualTo(60_000);
  }

  @Test
  void aNewReaderGetsTheNewest() throws Exception {
    for (int i = 1; i <= 1_300; i++) {
      market("btcusd").trade(trade(i, "100"));
      market("btcusd").candle(candle("1m", i * 60_000L, "1"));
    }
    JsonNode frame = frame();
    assertThat(frame.path("trades")).hasSize(1_200);
    assertThat(frame.at("/trades/1199/4").asInt()).isEqualTo(1_300);
    assertThat(frame.path("candles")).hasSize(240);
    assertThat(frame.at("/candles/239/0").asLong()).isEqualTo(1_300 * 60_000L);
  }

  @Test
  void figuresOfTheBookAreByTheSecondForShortCandlesAndByTenSecondsForOthers() throws Exception {
    market("btcusd").candle(candle("1s", 0, "1"));
    market("btcusd").candle(candle("1m", 0, "1"));
    for (long second = 18; second < 22; second++) {
      market("btcusd").book(second * 1_000 + 500, book("1." + second));
    }
    assertThat(frame().path("points").toString())
        .isEqualTo("[[10000,1.19,0.5,100.0,100.1],[20000,1.21,0.5,100.0,100.1]]");
    JsonNode fine =
        JSON.readTree(
            markets
                .frame(new Markets.View("btcusd", "1s"), 0, NOW, Optional.empty())
                .orElseThrow());
    assertThat(fine.path("points")).hasSize(4);
    assertThat(fine.at("/points/0/0").asLong()).isEqualTo(18_000);
  }

  @Test
  void anOlderBookThatComesLateIsNotTheNewest() throws Exception {
    market("btcusd").book(2_000, book("2"));
    long seen = markets.round();
    markets.nextRound();
    market("btcusd").book(1_000, book("1"));
    assertThat(changes(seen)).isEmpty();
    assertThat(frame().at("/book/touch/spread_bps").asText()).isEqualTo("2");
    assertThat(frame().path("heat")).hasSize(2);
    market("btcusd").book(2_000, book("3"));
    assertThat(changes(seen).orElseThrow().at("/book/touch/spread_bps").asText()).isEqualTo("3");
  }

  private static JsonNode book(String spreadBps) throws Exception {
    return JSON.readTree(
        """
        {"valid":true,"touch":{"spread_bps":"%s","imbalance":"0.5","mid":"100","microprice":"100.1"},
         "bids":[],"asks":[]}"""
            .formatted(spreadBps));
  }

  @Test
  void theFlowIsOfTheCandlesIntervalElseTheShortest() throws Exception {
    JsonNode row =
        JSON.readTree(
            """
            {"order_flow_imbalance":"1.5","cumulative_volume_delta":"NaN","volume_delta":null,"complete":true}""");
    market("btcusd").candle(candle("1m", 0, "1"));
    market("btcusd").flow("1h", 0, row);
    market("btcusd").flow("90s", 7, row);
    assertThat(frame().path("flow_interval").asText()).isEqualTo("90s");
    assertThat(frame().path("flow").toString()).isEqualTo("[[7,1.5,null,null,true]]");
    market("btcusd").flow("1m", 8, row);
    assertThat(frame().path("flow_interval").asText()).isEqualTo("1m");
    long seen = markets.round();
    markets.nextRound();
    market("btcusd").flow("90s", 9, row);
    assertThat(changes(seen)).isEmpty();
    market("btcusd").flow("1m", 9, row);
    assertThat(changes(seen).orElseThrow().path("flow")).hasSize(1);
  }

  @Test
  void thereIsABoundToTheIntervalsOfFlowAndCandles() throws Exception {
    for (int i = 1; i <= 20; i++) {
      market("btcusd").candle(candle(i + "h", 0, "1"));
      market("btcusd").flow((21 - i) + "h", i, JSON.readTree("{}"));
    }
    market("btcusd").candle(candle("1h", 3_600_000, "2"));
    market("btcusd").flow("20h", 99, JSON.readTree("{}"));
    JsonNode frame = frame();
    assertThat(frame.path("intervals")).hasSize(16);
    assertThat(frame.path("candles")).hasSize(2);
    assertThat(frame.path("flow_interval").asText()).isEqualTo("13h");
  }

  @Test
  void endsOfOrdersAreCountedByTheMinute() throws Exception {
    MarketState market = market("btcusd");
    BigDecimal one = BigDecimal.ONE;
    market.orderEnded(59_999, OrderEnd.FILLED, one, BigDecimal.ZERO);
    market.orderEnded(60_000, OrderEnd.CANCELLED, BigDecimal.ZERO, one);
    market.orderEnded(60_001, OrderEnd.PARTLY_FILLED, one, new BigDecimal("0.50"));
    market.orderEnded(119_999, OrderEnd.UNKNOWN, BigDecimal.ZERO, BigDecimal.ZERO);
    market.orderEnded(119_999, OrderEnd.FILLED, one, BigDecimal.ZERO);
    market.orderEnded(119_999, OrderEnd.CANCELLED, BigDecimal.ZERO, one);
    assertThat(frame().path("order_ends").toString())
        .isEqualTo("[[0,1,0,0,0,\"1\",\"0\"],[60000,1,1,2,1,\"2\",\"2.50\"]]");
  }

  @Test
  void alertsAndGapsComeInTheOrderInWhichTheyCame() throws Exception {
    MarketState market = market("btcusd");
    market.alert(5, "wide_spread", "4.4 \"bps\"");
    market.alert(3, "wall_pulled", "");
    market.gap(new Gap("live_orders_btcusd", 1_999, 2_001, false, "chain-broken"));
    market.gap(new Gap("live_trades_btcusd", 1_000, 2_000, true, "x"));
    JsonNode frame = frame();
    assertThat(frame.path("alerts").toString())
        .isEqualTo("[[5,\"wide_spread\",\"4.4 \\\"bps\\\"\"],[3,\"wall_pulled\",\"\"]]");
    assertThat(frame.path("gaps").toString())
        .isEqualTo(
            "[[1,3,false,\"live_orders_btcusd\",\"chain-broken\"],[1,2,true,\"live_trades_btcusd\",\"x\"]]");
    market.event("live_orders_btcusd", "1", NOW - 5_000, NOW);
    market.gap(new Gap("live_orders_btcusd", NOW - 2_000, NOW - 1_000, false, "x"));
    assertThat(frame().at("/trust/coverage/unrepaired").asInt()).isEqualTo(1);
  }

  @Test
  void theRateIsOfTheTimeSinceItWasLastAskedAtLeastASecondAgo() throws Exception {
    MarketState market = market("btcusd");
    assertThat(frame().at("/trust/rate").asLong()).isZero();
    for (int i = 0; i < 30; i++) {
      market.sourceLatency(NOW, NOW + 10, NOW + 30);
    }
    assertThat(rate(NOW + 999_999)).isZero();
    assertThat(rate(NOW + 2_000_000)).isEqualTo(15);
    assertThat(rate(NOW + 2_500_000)).isEqualTo(15);
    assertThat(rate(NOW + 3_000_000)).isZero();
  }

  private long rate(long now) throws Exception {
    return JSON.readTree(
            markets.frame(new Markets.View("btcusd", ""), 0, now, Optional.empty()).orElseThrow())
        .at("/trust/rate")
        .asLong();
  }

  @Test
  void eachHopHasItsDelayAndOneWithoutValuesHasNone() throws Exception {
    MarketState market = market("btcusd");
    market.event("live_orders_btcusd", "1", NOW - 5_000, NOW - 4_000);
    market.event("live_orders_btcusd", "1", NOW - 9_000, NOW - 8_000);
    market.sourceLatency(NOW - 100, NOW - 80, NOW);
    JsonNode trust = frame().path("trust");
    assertThat(trust.path("last_event").asLong()).isEqualTo((NOW - 5_000) / 1_000);
    assertThat(trust.path("last_received").asLong()).isEqualTo((NOW - 4_000) / 1_000);
    assertThat(trust.at("/latency/exchange/p50").asLong()).isEqualTo(20);
    assertThat(trust.at("/latency/kafka/p99").asLong()).isEqualTo(80);
    assertThat(trust.at("/latency/spark").isMissingNode()).isTrue();
    market.sparkLatency(NOW - 50, NOW);
    assertThat(frame().at("/trust/latency/spark").toString())
        .isEqualTo("{\"p50\":50,\"p99\":50,\"n\":1}");
  }

  @Test
  void aSessionThatEndedIsTold() throws Exception {
    MarketState market = market("btcusd");
    market.sessionStarted("live_orders_btcusd", "1");
    market.sessionEnded("live_orders_btcusd", "1", NOW);
    assertThat(frame().at("/trust/coverage/down").toString())
        .isEqualTo("[[\"live_orders_btcusd\"," + NOW / 1_000 + "]]");
    market.sessionStarted("live_orders_btcusd", "2");
    assertThat(frame().at("/trust/coverage/down")).isEmpty();
  }

  @Test
  void thereIsAPriceOnceATradeOrACandleHasCome() {
    assertThat(markets.hasPrice()).isFalse();
    market("btcusd");
    assertThat(markets.hasPrice()).isFalse();
    market("ethusd").candle(candle("1m", 0, "1"));
    assertThat(markets.hasPrice()).isTrue();
    Markets traded = new Markets();
    traded.of("btcusd").orElseThrow().trade(trade(1, "1"));
    assertThat(traded.hasPrice()).isTrue();
  }

  @Test
  void aTradeIsLargeAmongThe500BeforeIt() throws Exception {
    MarketState market = market("btcusd");
    for (int i = 1; i <= 19; i++) {
      market.trade(sized(i, i));
    }
    assertThat(large(sized(20, 1_000))).as("too few to compare with").isFalse();
    // Of 20 the 19th is the measure, which is 19.
    assertThat(large(sized(21, 19))).isFalse();
    assertThat(large(sized(22, 20))).isTrue();
    for (int i = 23; i <= 600; i++) {
      market.trade(sized(i, 2_000));
    }
    assertThat(large(sized(601, 1_999))).isFalse();
  }

  @Test
  void theOldestOf500TradesStillCounts() throws Exception {
    for (int i = 1; i <= 500; i++) {
      market("btcusd").trade(sized(i, 501 - i));
    }
    assertThat(large(sized(501, 490))).isFalse();
    assertThat(large(sized(502, 491))).isTrue();
  }

  private boolean large(Trade trade) throws Exception {
    market("btcusd").trade(trade);
    JsonNode trades = frame().path("trades");
    return trades.get(trades.size() - 1).get(5).asBoolean();
  }

  private static Trade sized(long id, int amount) {
    return new Trade(id, NOW, BigDecimal.ONE, BigDecimal.valueOf(amount), true, false);
  }
}
