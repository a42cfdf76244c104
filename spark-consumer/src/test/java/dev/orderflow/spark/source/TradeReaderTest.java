package dev.orderflow.spark.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.Trade;
import java.math.BigDecimal;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TradeReaderTest {

  private static final String DATA =
      "{\"id\":629876235,\"timestamp\":\"1788551770\",\"amount\":0.00062132,"
          + "\"amount_str\":\"0.00062132\",\"price\":79715.39,\"price_str\":\"79715.39\",\"type\":1,"
          + "\"microtimestamp\":\"1788551770815000\",\"buy_order_id\":2046839997059073,"
          + "\"sell_order_id\":2046839970762754}";

  private static final String FRAME =
      "{\"data\":" + DATA + ",\"channel\":\"live_trades_btcusd\",\"event\":\"trade\"}";

  @Test
  void readsTheExchangesFrame() throws Exception {
    assertThat(TradeReader.read(record(FRAME, "stream")))
        .isEqualTo(
            new Trade(
                629_876_235L,
                1_788_551_770_815_000L,
                new BigDecimal("79715.39"),
                new BigDecimal("0.00062132"),
                Side.SELL,
                false,
                5,
                OptionalLong.of(2_046_839_997_059_073L),
                OptionalLong.of(2_046_839_970_762_754L)));
  }

  @Test
  void readsAStructWithAndWithoutItsSchema() throws Exception {
    Trade trade = TradeReader.read(record(FRAME, "stream"));
    assertThat(TradeReader.read(record(DATA, "stream"))).isEqualTo(trade);
    assertThat(
            TradeReader.read(
                record(
                    "{\"schema\":{\"type\":\"struct\",\"fields\":[{\"field\":\"id\"}],"
                        + "\"name\":\"dev.orderflow.Trade\"},\"payload\":"
                        + DATA
                        + "}",
                    "stream")))
        .isEqualTo(trade);
  }

  @Test
  void readsARepairedTradeWithoutOrders() throws Exception {
    Trade trade =
        TradeReader.read(
            record(
                "{\"data\":{\"id\":7,\"amount_str\":\"1E-8\",\"price\":5,\"type\":0,"
                    + "\"microtimestamp\":\"1788551770000000\",\"time_precision\":\"s\"},"
                    + "\"event\":\"trade\"}",
                "repair"));

    assertThat(trade.repaired()).isTrue();
    assertThat(trade.amount()).isEqualByComparingTo("0.00000001");
    assertThat(trade.buyOrderId()).isEmpty();
  }

  /** Old frames have no microtimestamp. */
  @Test
  void readsTheSecondWhereThereIsNothingFiner() throws Exception {
    String old =
        "{\"data\":{\"id\":7,\"amount\":1,\"price\":5,\"type\":0,"
            + "\"timestamp\":\"1388551770\"},\"event\":\"trade\"}";
    assertThat(TradeReader.read(record(old, "stream")).micros()).isEqualTo(1_388_551_770_000_000L);
    assertThatThrownBy(
            () -> TradeReader.read(record(old.replace("1388551770", "999999999999999"), "stream")))
        .hasMessageContaining("timestamp is out of range");
  }

  /** Every reader takes the last of two fields with one name, and data before what is around it. */
  @Test
  void ofTwoFieldsOfOneNameTheLastCounts() throws Exception {
    String twice =
        "{\"id\":3,\"data\":{\"id\":1,\"order_type\":0,\"type\":0,\"price\":5,\"price\":6,"
            + "\"microtimestamp\":1388551770000000,\"amount_str\":\"1\",\"amount_str\":\"2\","
            + "\"amount\":9,\"bids\":[[\"1\",\"1\",\"1\"]],\"bids\":[[\"2\",\"1\",\"1\"]],\"asks\":[],"
            + "\"id\":2,\"microtimestamp\":1388551771000000}}";
    Trade trade = TradeReader.read(record(twice, "stream"));
    OrderEvent order =
        new OrderReader()
            .read(
                new FeedRecord(
                    "t", 0, 0, "order_created", "live_orders_btcusd", "stream", 5, 0, twice))
            .orElseThrow();
    assertThat(trade.id()).isEqualTo(2).isEqualTo(order.orderId());
    assertThat(trade.price()).isEqualTo("6").isEqualTo(order.price());
    assertThat(trade.amount()).isEqualTo("2").isEqualTo(order.amount());
    assertThat(trade.micros()).isEqualTo(1_388_551_771_000_000L).isEqualTo(order.micros());
    assertThat(BookReader.levels(record(twice, "stream"), true).bids())
        .singleElement()
        .satisfies(level -> assertThat(level.price()).isEqualTo("2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nothing|value is not JSON",
        "[1]|value is not a JSON object",
        "{}|id is missing",
        "{\"id\":1.5}|id is not a whole number: '1.5'",
        "{\"id\":-1}|id is out of range: -1",
        "{\"id\":1}|microtimestamp is missing",
        "{\"id\":1,\"microtimestamp\":5}|microtimestamp is out of range: 5",
        "{\"id\":1,\"microtimestamp\":1788551770815000}|price is missing",
        "{\"id\":1,\"microtimestamp\":1788551770815000,\"price\":\"x\"}|price is not a decimal: 'x'",
        "{\"id\":1,\"microtimestamp\":1788551770815000,\"price\":0}|price is out of range: '0'",
        "{\"id\":1,\"microtimestamp\":1788551770815000,\"price\":1E99}|price is out of range: '1E99'",
        "{\"id\":1,\"microtimestamp\":1788551770815000,\"price\":1,\"amount\":1}|type is missing",
        "{\"id\":1,\"microtimestamp\":1788551770815000,\"price\":1,\"amount\":1,\"type\":2}"
            + "|type is neither 0 nor 1: 2",
      })
  void namesWhatIsWrong(String value, String reason) {
    assertThatThrownBy(() -> TradeReader.read(record(value, "stream")))
        .isInstanceOf(RejectedRecordException.class)
        .hasMessage(reason);
  }

  /** As far ahead as the connector lets an event's time be. */
  @Test
  void refusesATimeMoreThanFiveMinutesAfterItsReceipt() throws RejectedRecordException {
    long at = TradeReader.read(receivedAt(0)).micros();
    assertThat(TradeReader.read(receivedAt(at - 300_000_000L)).micros()).isEqualTo(at);
    assertThatThrownBy(() -> TradeReader.read(receivedAt(at - 300_000_001L)))
        .hasMessageContaining("more than five minutes after it was received");
  }

  private static FeedRecord receivedAt(long micros) {
    return new FeedRecord("t", 0, 0, "trade", "live_trades_btcusd", "stream", 5, micros, FRAME);
  }

  /** Two channels swapped, or two events: nobody knows which of the two is right. */
  @Test
  void refusesARecordWhoseValueIsOfAnotherChannelOrEventThanItsHeaders() throws Exception {
    String frame = FRAME.replace("live_trades_btcusd", "live_trades_ethusd");
    assertThat(frame).isNotEqualTo(FRAME);
    assertThatThrownBy(() -> TradeReader.read(record(frame, "stream")))
        .hasMessage("channel is another than in the header");
    assertThat(EventTime.ofRefused(record(frame, "stream")))
        .as("the time of that event is another market's")
        .isEmpty();
    assertThatThrownBy(
            () ->
                TradeReader.read(
                    record(FRAME.replace("\"event\":\"trade\"", "\"event\":\"x\""), "stream")))
        .hasMessage("event is another than in the header");
  }

  @Test
  void anyTextGivesATradeOrAReason() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(FRAME);
      for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 ->
              text.setCharAt(at, "\"{}[]0123456789.Ee,:-x\u0000\uD800".charAt(random.nextInt(24)));
          default -> text.insert(at, "{\"data\":[1e999999999,");
        }
      }
      try {
        assertThat(TradeReader.read(record(text.toString(), "stream")).price().signum()).isOne();
      } catch (RejectedRecordException reason) {
        assertThat(reason.getMessage()).isNotBlank();
      }
    }
  }

  private static FeedRecord record(String value, String origin) {
    return new FeedRecord("t", 0, 0, "trade", "live_trades_btcusd", origin, 5, 0, value);
  }
}
