package dev.orderflow.dashboard.market;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class FramesTest {

  private static final long NOW = 1_788_551_700_000_000L;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Revision revision = new Revision();
  private final Markets markets = new Markets(revision);
  private final Frames frames = new Frames(markets, revision);
  private final Frames.View wanted = new Frames.View("btcusd", "1m");

  private JsonNode frame(Frames.View view, long round) throws Exception {
    return JSON.readTree(frames.write(view, round, NOW, "{}").orElseThrow());
  }

  private static Trade trade(long id, String price) {
    return new Trade(
        id, NOW + id, new BigDecimal(price), new BigDecimal("0.50000000"), true, false);
  }

  private static Candle candle(String interval, long start, String open) {
    BigDecimal price = new BigDecimal(open);
    return new Candle(
        interval, start, price, price, price, price, price, "", 1, true, 0, false, 1, false);
  }

  @Test
  void beforeThereIsAMarketAFrameSaysSo() throws Exception {
    JsonNode frame = frame(frames.resolve(wanted), 0);
    assertThat(frame.path("market").asText()).isEmpty();
    assertThat(frame.path("markets")).isEmpty();
  }

  @Test
  void moneyKeepsItsDigits() throws Exception {
    markets.of("btcusd").orElseThrow().trade(trade(1, "79829.10"));
    JsonNode frame = frame(frames.resolve(wanted), 0);
    assertThat(frame.path("full").asBoolean()).isTrue();
    assertThat(frame.at("/price/last").asText()).isEqualTo("79829.10");
    assertThat(frame.at("/trades/0/2").asText()).isEqualTo("0.50000000");
  }

  @Test
  void aReaderGetsOnlyWhatIsNew() throws Exception {
    MarketState market = markets.of("btcusd").orElseThrow();
    market.trade(trade(1, "100"));
    long seen = frames.round();
    revision.advance();
    assertThat(frames.write(frames.resolve(wanted), seen, NOW, "")).isEmpty();
    market.trade(trade(2, "101"));
    JsonNode frame = frame(frames.resolve(wanted), seen);
    assertThat(frame.path("full").asBoolean()).isFalse();
    assertThat(frame.path("trades")).hasSize(1);
    assertThat(frame.at("/trades/0/1").asText()).isEqualTo("101");
    assertThat(frame.has("book")).isFalse();
  }

  @Test
  void aLateRepairedTradeIsNotTheLastPrice() throws Exception {
    MarketState market = markets.of("btcusd").orElseThrow();
    market.trade(trade(7, "107"));
    market.trade(trade(5, "105"));
    assertThat(frame(frames.resolve(wanted), 0).at("/price/last").asText()).isEqualTo("107");
  }

  @Test
  void theChangeIsSinceTheOpenOfADayAgo() throws Exception {
    MarketState market = markets.of("btcusd").orElseThrow();
    long day = 86_400_000;
    long now = NOW / 1_000;
    market.candle(candle("1m", now - day - 60_000, "50"));
    market.candle(candle("1m", now - day + 1_000, "80"));
    market.candle(candle("1m", now - 60_000, "90"));
    market.trade(trade(1, "100"));
    JsonNode price = frame(frames.resolve(wanted), 0).path("price");
    assertThat(price.path("change").asText()).isEqualTo("20");
    assertThat(price.path("percent").asText()).isEqualTo("25.00");
    assertThat(price.path("since").asLong()).isEqualTo(now - day + 1_000);
  }

  @Test
  void whatIsNotThereIsReplacedByWhatIs() {
    MarketState market = markets.of("ethusd").orElseThrow();
    market.candle(candle("1h", 0, "1"));
    market.candle(candle("5m", 0, "1"));
    assertThat(frames.resolve(wanted)).isEqualTo(new Frames.View("ethusd", "5m"));
    market.candle(candle("1s", 0, "1"));
    market.candle(candle("1m", 0, "1"));
    assertThat(frames.resolve(new Frames.View("ethusd", "9x")).interval()).isEqualTo("1s");
    for (int minute = 1; minute < 15; minute++) {
      market.candle(candle("1m", minute * 60_000L, "1"));
    }
    assertThat(frames.resolve(new Frames.View("ethusd", "9x")).interval()).isEqualTo("1m");
    assertThat(market.candles().intervals()).isEqualTo("[\"1s\",\"1m\",\"5m\",\"1h\"]");
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
    MarketState market = markets.of("btcusd").orElseThrow();
    for (int i = 1; i <= 100; i++) {
      market.trade(trade(i, "100"));
    }
    market.trade(new Trade(101, NOW, new BigDecimal("100"), new BigDecimal("9"), false, false));
    JsonNode trades = frame(frames.resolve(wanted), 0).path("trades");
    assertThat(trades.get(99).get(5).asInt()).isZero();
    assertThat(trades.get(100).get(5).asInt()).isOne();
  }

  @Test
  void anInvalidBookHasNoFigures() throws Exception {
    MarketState market = markets.of("btcusd").orElseThrow();
    market.book(
        1_000,
        JSON.readTree(
            """
            {"valid":true,"touch":{"spread_bps":"10","imbalance":"0.5","mid":"100","microprice":"100.1"},
             "bids":[{"price":"99","amount":"2.34567"}],"asks":[{"price":"101","amount":"3"}]}"""));
    market.book(2_000, JSON.readTree("{\"valid\":false,\"reason\":\"gap\",\"touch\":null}"));
    JsonNode frame = frame(frames.resolve(wanted), 0);
    assertThat(frame.path("heat").toString())
        .isEqualTo("[[1000,[[[99,2.35]],[[101,3]]]],[2000,null]]");
    assertThat(frame.at("/book/reason").asText()).isEqualTo("gap");
  }
}
