package dev.orderflow.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The rows of small odd markets, worked out by hand from the rules. */
class OddMarketsTest {

  /** Order 22 meets the best bid at 5.5 s, is not matched, and goes at 10 s. */
  @Test
  void aLockedBookIsShownAsLockedAndComesApartAgain() throws IOException {
    OddMarket market = OddMarket.read("lockusd");

    assertThat(market.bookRows()).allMatch(row -> row.path("valid").asBoolean());
    assertTouch(market.book(1), "100", "1", "110", "1");
    for (int at : new int[] {6, 7, 9, 10}) {
      JsonNode row = market.book(at);
      assertTouch(row, "105", "1", "105", "2");
      assertThat(row.at("/touch/locked").asBoolean()).as("%s", row).isTrue();
      assertThat(row.at("/touch/spread").asText()).isEqualTo("0");
      assertThat(row.at("/touch/mid").asText()).isEqualTo("105");
    }
    assertThat(levels(market.book(7), "bids")).containsExactly("105 x 1", "100 x 1", "90 x 1");
    assertThat(levels(market.book(7), "asks")).containsExactly("105 x 2", "110 x 1");
    assertTouch(market.book(11), "105", "1", "110", "1");
    assertThat(market.book(11).at("/touch/locked").asBoolean()).isFalse();
  }

  @Test
  void aOneSidedBookShowsItsSide() throws IOException {
    OddMarket market = OddMarket.read("oneusd");

    assertThat(market.bookRows()).allMatch(row -> row.path("valid").asBoolean());
    assertTouch(market.book(1), "100", "1", "null", "null");
    JsonNode bids = market.book(6);
    assertTouch(bids, "101", "1", "null", "null");
    assertThat(bids.at("/touch/ask_orders").isNull()).isTrue();
    assertThat(bids.at("/touch/bid_orders").asInt()).isEqualTo(1);
    assertThat(Stream.of("spread", "spread_bps", "mid", "microprice", "imbalance"))
        .allMatch(figure -> bids.path("touch").path(figure).isNull());
    assertThat(bids.path("depth").isNull()).as("bands are about a mid").isTrue();
    assertThat(levels(bids, "bids")).containsExactly("101 x 1", "100 x 1");
    assertThat(levels(bids, "asks")).isEmpty();
    assertThat(bids.at("/cost/0/sell").asText()).isEqualTo("101");
    assertThat(bids.at("/cost/0/buy").isNull()).isTrue();

    JsonNode empty = market.book(9);
    assertThat(empty.path("touch").isNull()).isTrue();
    assertThat(empty.path("orders").asInt()).isZero();

    assertTouch(market.book(11), "null", "null", "120", "1");
    JsonNode both = market.book(13);
    assertTouch(both, "119", "1", "120", "1");
    assertThat(both.at("/touch/mid").asText()).isEqualTo("119.5");
    // 0.42 % of the mid are 5 and more bands away: nothing is within 5 basis points.
    assertThat(both.at("/depth/0/bid_amount").asText()).isEqualTo("0");
    assertThat(both.at("/depth/0/imbalance").isNull()).as("of nothing").isTrue();
    assertThat(both.at("/depth/3/imbalance").asText()).isEqualTo("0");
  }

  @Test
  void ninesAndMoreAreAPrice() throws IOException {
    OddMarket market = OddMarket.read("btcjpy");

    assertThat(market.bookRows()).allMatch(row -> row.path("valid").asBoolean());
    assertTouch(market.book(1), "999999998", "1", "999999999", "2");
    assertThat(market.book(1).at("/touch/mid").asText()).isEqualTo("999999998.5");
    assertThat(levels(market.book(6), "asks")).containsExactly("999999999 x 2", "1000000001 x 3");
    assertThat(levels(market.book(8), "bids")).containsExactly("999999998 x 1", "999999997 x 3");
  }

  @Test
  void anOrderStandsWhereItsLastEventPutsIt() throws IOException {
    OddMarket market = OddMarket.read("lifeusd");

    JsonNode row = market.book(6);
    // 21 was created twice, 11 grew, 998 was told by its change alone, 24 and 25 hold nothing.
    assertThat(levels(row, "bids")).containsExactly("102 x 3", "100 x 7");
    assertThat(levels(row, "asks")).containsExactly("109 x 4", "110 x 1");
    assertThat(row.path("orders").asInt()).isEqualTo(4);
    // The deletion and the change of what was not known, and the second deletion.
    assertThat(row.at("/audit/unknown").asInt()).isEqualTo(3);
  }

  /** 999 ended without having been known, and told its amount at creation; 24 awaits its trades. */
  @Test
  void anOrderThatIsDeletedTwiceEndsOnce() throws IOException {
    OddMarket market = OddMarket.read("lifeusd");

    assertThat(market.orders())
        .extracting(row -> row.path("order_id").asText())
        .containsExactly("1", "999");
    JsonNode unknown = market.orders().get(1);
    assertThat(unknown.path("seen_from").asText()).isEqualTo("event");
    assertThat(unknown.path("fate").asText()).isEqualTo("cancelled");
    assertThat(unknown.path("amount_filled").asText()).isEqualTo("0");
    assertThat(unknown.path("amount_cancelled").asText()).isEqualTo("1");
    assertThat(unknown.path("joined").asBoolean()).isTrue();
    assertThat(unknown.path("reason").isNull()).isTrue();
  }

  /** Of twelve trades six are good: text reads as the same number, and a number stands in. */
  @Test
  void badTradesAreInNoCandleAndMakeItIncomplete() throws IOException {
    OddMarket market = OddMarket.read("badusd");

    assertThat(market.rejected("candles"))
        .containsExactly(
            "malformed: price is out of range: '0'",
            "malformed: amount is out of range: '0'",
            "malformed: price is out of range: '-5'",
            "malformed: type is missing",
            "malformed: price is not a decimal: 'NaN'",
            "malformed: id is out of range: 0");
    JsonNode minute = market.candle("1m", 0);
    assertCandle(minute, "100", "103", "100", "100", "7", 6);
    assertThat(minute.path("first_trade_id").asLong()).isEqualTo(501);
    assertThat(minute.path("last_trade_id").asLong()).isEqualTo(511);
    assertThat(minute.path("quote_volume").asText()).isEqualTo("709.5");
    assertIncomplete(minute, "not_past_end");
    assertIncomplete(market.candle("1s", 1), "not_continued");
    JsonNode second = market.candle("1s", 2);
    assertCandle(second, "101", "103", "101", "102.5", "5", 4);
    assertIncomplete(second, "refused");
    assertIncomplete(market.candle("1s", 4), "not_past_end");
    assertThat(market.flow("1s", 2).path("reason").asText()).isEqualTo("refused");
    assertThat(market.bookRows()).allMatch(row -> row.path("valid").asBoolean());
  }

  /** It happened at any time between the trades around it: 2 s and 3 s. */
  @Test
  void aTradeDatedAheadIsRefusedAndMovesNothing() throws IOException {
    OddMarket market = OddMarket.read("future-time");

    assertThat(market.rejected("candles"))
        .singleElement()
        .asString()
        .contains("is more than five minutes after it was received");
    assertCandle(market.candle("1m", 0), "10", "14", "10", "14", "4", 4);
    assertIncomplete(market.candle("1m", 0), "not_past_end");
    assertThat(market.candle("1m", 0).path("final").asBoolean()).isFalse();
    assertIncomplete(market.candle("1s", 1), "not_continued");
    assertIncomplete(market.candle("1s", 2), "refused");
    assertIncomplete(market.candle("1s", 3), "refused");
    assertIncomplete(market.candle("1s", 4), "not_past_end");
  }

  @Test
  void candlesHoldLargePricesAndSmallAmountsExactly() throws IOException {
    OddMarket market = OddMarket.read("btcjpy");

    JsonNode minute = market.candle("1m", 0);
    assertCandle(
        minute, "18234567890", "18234567891.55", "18234567890", "18234567891.55", "12.00000001", 2);
    // 182.3456789 + 218,814,814,698.6
    assertThat(minute.path("quote_volume").asText()).isEqualTo("218814814880.9456789");
    assertThat(minute.path("buy_volume").asText()).isEqualTo("0.00000001");
    assertThat(minute.path("sell_volume").asText()).isEqualTo("12");
    assertIncomplete(minute, "not_past_end");
  }

  /** Whatever is read last is not read past its end: nothing but a trade tells that it is over. */
  @Test
  void noRowOfTheLastIntervalSaysComplete() throws IOException {
    for (String file : List.of("badusd", "btcjpy", "future-time", "lifeusd", "lockusd", "oneusd")) {
      OddMarket market = OddMarket.read(file);
      assertIncomplete(market.candle("1m", 0), "not_past_end");
      assertIncomplete(market.flow("1m", 0), "not_past_end");
      assertThat(market.flow("1m", 0).path("book_complete").asBoolean()).isFalse();
    }
  }

  @Test
  void whatOtherMarketsHoldChangesNoRow() throws IOException {
    for (String file : List.of("oneusd", "lockusd", "lifeusd", "btcjpy")) {
      List<JsonNode> among = OddMarket.readAmong(file, List.of("badusd", "future-time")).rows();
      assertThat(among).isNotEmpty().isEqualTo(OddMarket.read(file).rows());
    }
  }

  private static void assertCandle(
      JsonNode row, String open, String high, String low, String close, String volume, int trades) {
    assertThat(Stream.of("open", "high", "low", "close", "volume").map(f -> row.path(f).asText()))
        .as("%s", row)
        .containsExactly(open, high, low, close, volume);
    assertThat(row.path("trades").asInt()).isEqualTo(trades);
  }

  private static void assertIncomplete(JsonNode row, String reason) {
    assertThat(row.path("complete").asBoolean()).as("%s", row).isFalse();
    assertThat(row.path("reason").asText()).as("%s", row).isEqualTo(reason);
  }

  private static void assertTouch(
      JsonNode row, String bid, String bidAmount, String ask, String askAmount) {
    JsonNode touch = row.path("touch");
    assertThat(Stream.of("bid", "bid_amount", "ask", "ask_amount").map(f -> touch.path(f).asText()))
        .as("%s", row)
        .containsExactly(bid, bidAmount, ask, askAmount);
  }

  private static List<String> levels(JsonNode row, String side) {
    return StreamSupport.stream(row.path(side).spliterator(), false)
        .map(level -> level.path("price").asText() + " x " + level.path("amount").asText())
        .toList();
  }
}
