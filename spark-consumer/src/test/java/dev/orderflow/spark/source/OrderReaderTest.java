package dev.orderflow.spark.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderReaderTest {

  private static final String FRAME =
      "{\"data\":{\"id\":2046839978831872,\"id_str\":\"2046839978831872\",\"order_type\":1,"
          + "\"order_subtype\":5,\"datetime\":\"1788551766\",\"microtimestamp\":\"1788551766364000\","
          + "\"amount\":0.18816587,\"amount_str\":\"0.18816587\",\"amount_traded\":\"0\","
          + "\"amount_at_create\":\"0.18816587\",\"price\":79728.11,\"price_str\":\"79728.11\","
          + "\"is_liquidation\":false},\"channel\":\"live_orders_btcusd\",\"event\":\"order_created\","
          + "\"event_id\":\"00065aad-a8b2-4f60-0000-000103000020\","
          + "\"pre_event_id\":\"00065aad-a8b2-3408-0000-000102000020\",\"order_source\":\"orderbook\"}";

  private final OrderReader reader = new OrderReader();

  @Test
  void refusesAnEventWhoseValueIsOfAnotherChannelOrEventThanItsHeaders() {
    String value =
        "{\"data\":{\"id\":7,\"order_type\":0,\"microtimestamp\":\"1700000000000000\","
            + "\"amount\":1,\"price\":2},\"channel\":\"%s\",\"event\":\"%s\"}";
    for (String[] told :
        List.of(
            new String[] {"live_orders_ethusd", "order_created", "channel"},
            new String[] {"live_trades_btcusd", "order_created", "channel"},
            new String[] {"live_orders_btcusd", "order_deleted", "event"})) {
      FeedRecord swapped =
          new FeedRecord(
              "t",
              0,
              0,
              "order_created",
              "live_orders_btcusd",
              "stream",
              1,
              0,
              value.formatted(told[0], told[1]));
      assertThatThrownBy(() -> new OrderReader().read(swapped))
          .hasMessage(told[2] + " is another than in the header");
    }
  }

  @Test
  void readsTheExchangesFrame() throws Exception {
    assertThat(reader.read(record(FRAME)))
        .hasValueSatisfying(
            order -> {
              assertThat(order.orderId()).isEqualTo(2_046_839_978_831_872L);
              assertThat(order.price()).isEqualByComparingTo("79728.11");
              assertThat(order.eventId()).isEqualTo("00065aad-a8b2-4f60-0000-000103000020");
              assertThat(order.isMakerOrCancel()).isTrue();
            });
  }

  @Test
  void aFrameOf2023LacksWhatCameLater() throws Exception {
    assertThat(
            reader.read(
                record(
                    "{\"data\":{\"id\":7,\"order_type\":0,\"microtimestamp\":\"1700000000000000\","
                        + "\"amount\":1.5,\"price\":2}}")))
        .hasValueSatisfying(
            order -> {
              assertThat(order.subtype()).isEqualTo(-1);
              assertThat(order.eventId()).isEmpty();
              assertThat(order.original().signum()).isZero();
            });
  }

  @Test
  void theTextOfAnAmountGoesBeforeTheNumberWhereverItStands() throws Exception {
    assertThat(
            reader.read(
                record(
                    "{\"data\":{\"id\":7,\"order_type\":0,\"microtimestamp\":\"1700000000000000\","
                        + "\"amount_str\":\"1.50\",\"amount\":1.5,\"price_str\":\"2.10\",\"price\":2.1}}")))
        .hasValueSatisfying(
            order -> {
              assertThat(order.amount()).isEqualTo("1.50");
              assertThat(order.price()).isEqualTo("2.10");
            });
  }

  /** The reader expects the last frame's names; other ones, more and fewer must not confuse it. */
  @Test
  void oneReaderReadsFramesOfAnyLayoutInTurn() throws Exception {
    String old =
        "{\"data\":{\"price\":2,\"amount\":1.5,\"microtimestamp\":\"1700000000000000\","
            + "\"order_type\":0,\"id\":7}}";
    StringBuilder wide = new StringBuilder("{");
    for (int i = 0; i < 100; i++) {
      wide.append("\"field").append(i).append("\":{\"id\":1},");
    }
    wide.append(old.substring(1));
    for (int i = 0; i < 3; i++) {
      for (String frame : new String[] {FRAME, old, wide.toString()}) {
        assertThat(reader.read(record(frame))).isEqualTo(new OrderReader().read(record(frame)));
      }
      assertThat(reader.read(record(wide.toString())).orElseThrow().orderId()).isEqualTo(7);
    }
  }

  @Test
  void stopOrdersAreNotInTheBook() throws Exception {
    assertThat(reader.read(record(FRAME.replace("\"orderbook\"", "\"stop_order\"")))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|value is not a JSON object",
        "{\"data\":{}}|id is missing or out of range",
        "{\"data\":{\"id\":1}}|order_type is neither 0 nor 1",
        "{\"data\":{\"id\":1,\"order_type\":1}}|microtimestamp is missing",
        "{\"data\":{\"id\":1,\"order_type\":1,\"microtimestamp\":\"1788551766364000\"}}"
            + "|price is missing or out of range",
      })
  void namesWhatIsWrong(String value, String reason) {
    assertThatThrownBy(() -> reader.read(record(value)))
        .isInstanceOf(RejectedRecordException.class)
        .hasMessage(reason);
  }

  @Test
  void anyTextGivesAnOrderOrAReason() {
    Random random = new Random(2);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(FRAME);
      for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.setCharAt(at, "\"{}[]0123456789.Ee,:-x".charAt(random.nextInt(22)));
          default -> text.insert(at, "{\"data\":[1e999999999,");
        }
      }
      try {
        reader.read(record(text.toString()));
      } catch (RejectedRecordException reason) {
        assertThat(reason.getMessage()).isNotBlank();
      }
    }
  }

  private static FeedRecord record(String value) {
    return new FeedRecord("t", 0, 0, "order_created", "live_orders_btcusd", "stream", 5, 0, value);
  }
}
