package dev.orderflow.connect.bitstamp.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.connect.bitstamp.continuity.Output;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.exchange.Frames;
import dev.orderflow.connect.bitstamp.exchange.Message;
import dev.orderflow.connect.bitstamp.exchange.MessageParser;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of frames, of today, of other years and of none, as typed records. */
class StructRecordsTest {

  private final List<FeedEvent.MalformedFrame> misfits = new ArrayList<>();

  @Test
  void keepsEveryDigitInTextAndInDecimals() {
    Struct text = struct(TypedExamples.TRADE_FRAME, DecimalHandling.STRING);
    assertThat(text.get("amount")).isEqualTo("0.00000001");
    assertThat(text.get("price")).isEqualTo("79715.39");
    Struct decimal = struct(TypedExamples.TRADE_FRAME, DecimalHandling.DECIMAL);
    assertThat((BigDecimal) decimal.get("amount")).isEqualByComparingTo("0.00000001");
    assertThat(((BigDecimal) decimal.get("amount")).scale()).isEqualTo(DecimalHandling.SCALE);
    Struct approximate = struct(TypedExamples.TRADE_FRAME, DecimalHandling.DOUBLE);
    assertThat(approximate.get("amount")).isEqualTo(1e-8);
    assertThat(struct(TypedExamples.ORDER_FRAME, DecimalHandling.STRING).get("amount"))
        .as("trailing zeros are the exchange's")
        .isEqualTo("0.18816500");
  }

  @Test
  void readsOlderOrdersWithoutWhatTheyLack() {
    Struct order =
        struct(
            """
            {"data":{"id":1496011283275001,"order_type":0,"datetime":"1654072104",\
            "microtimestamp":"1654072104363000","amount":7.9201,"price":31483.1},\
            "channel":"live_orders_btcusd","event":"order_created"}""",
            DecimalHandling.STRING);
    assertThat(order.get("id")).isEqualTo(1_496_011_283_275_001L);
    assertThat(order.get("amount")).as("from the number: there is no text").isEqualTo("7.9201");
    for (String absent :
        List.of(
            "order_subtype",
            "amount_traded",
            "amount_at_create",
            "event_id",
            "order_source",
            "is_liquidation",
            "extra")) {
      assertThat(order.get(absent)).as(absent).isNull();
    }
  }

  @Test
  void theTextOfANumberWinsWhereverItStands() {
    for (String pair :
        List.of(
            "\"amount\":0.1,\"amount_str\":\"0.10000000\"",
            "\"amount_str\":\"0.10000000\",\"amount\":0.1")) {
      Struct trade =
          struct(
              "{\"data\":{\"id\":9,\"price\":1,\"type\":1,"
                  + pair
                  + "},\"channel\":\"live_trades_btcusd\",\"event\":\"trade\"}",
              DecimalHandling.STRING);
      assertThat(trade.get("amount")).isEqualTo("0.10000000");
    }
  }

  @Test
  void keepsWhatTheSchemaDoesNotName() {
    Struct trade =
        struct(
            """
            {"data":{"id":2001939623936278001,"id_str":"2001939623936278001","type":0,\
            "amount_str":"1","price_str":"2","fee":{"rate":0.10,"paid":[1,null]},"venue":"x",\
            "market":"other","block":true,"none":null},"channel":"live_trades_btcusd-perp",\
            "event":"trade","sequence":12,"event_id":"e"}""",
            DecimalHandling.STRING);
    assertThat(trade.get("id")).isEqualTo(2_001_939_623_936_278_001L);
    assertThat(trade.get("market")).isEqualTo("btcusd-perp");
    assertThat(trade.getMap("extra"))
        .isEqualTo(
            Map.of(
                "fee", "{\"rate\":0.10,\"paid\":[1,null]}",
                "venue", "x",
                "market", "other",
                "block", "true",
                "none", "null",
                "frame.sequence", "12",
                "frame.event_id", "e"));
  }

  @ParameterizedTest
  @EnumSource(DecimalHandling.class)
  void schemasAreTheSameInstances(DecimalHandling decimals) {
    assertThat(TypedExamples.outputs())
        .allSatisfy(
            (type, output) ->
                assertThat(TypedExamples.record(output, decimals).valueSchema())
                    .isSameAs(TypedExamples.record(output, decimals).valueSchema())
                    .isSameAs(EventSchemas.of(decimals).of(type)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"id\":1,\"type\":0,\"price_str\":\"1\"}|no amount",
        "{\"id\":1,\"type\":0,\"price_str\":\"1\",\"amount\":null}|no amount",
        "{\"id\":1,\"type\":0,\"price_str\":\"cheap\",\"amount\":1}|price is not a decimal number",
        "{\"id\":1,\"type\":0,\"price_str\":\"1e999999999\",\"amount\":1}|price is out of range",
        "{\"id\":1,\"type\":0,\"price\":true,\"amount\":1}|price is not a number",
        "{\"id\":1,\"type\":0,\"price\":[1],\"amount\":1}|price is not a number",
        "{\"id\":1,\"type\":3000000000,\"price\":1,\"amount\":1}|type is not a whole number in range",
        "{\"id\":1,\"type\":0,\"price\":1,\"amount\":1,\"buy_order_id\":1.5}|buy_order_id is not a whole number in range",
        "{\"id\":1,\"type\":0,\"price\":1,\"amount\":1,\"time_precision\":7}|time_precision is not text",
      })
  void aTradeThatDoesNotFitIsKeptAsMalformed(String data, String reason) {
    String frame = "{\"data\":" + data + ",\"channel\":\"live_trades_btcusd\",\"event\":\"trade\"}";
    SourceRecord written = written(TypedExamples.event(frame), DecimalHandling.STRING);
    assertThat(misfits).extracting(FeedEvent.MalformedFrame::reason).containsExactly(reason);
    Struct value = (Struct) written.value();
    assertThat(value.schema().name()).isEqualTo("dev.orderflow.bitstamp.Malformed");
    assertThat(value.get("error")).isEqualTo(reason);
    assertThat(value.get("frame")).isEqualTo(frame);
    assertThat(value.get("channel")).isEqualTo("live_trades_btcusd");
    assertThat(written.headers().lastWithName("event").value()).isEqualTo("malformed");
    assertThat(written.headers().lastWithName("error").value()).isEqualTo(reason);
    assertThat(written.key()).isEqualTo("btcusd");
    assertThat(written.sourcePartition()).isEqualTo(Map.of("channel", "live_trades_btcusd"));
    assertThat(written.sourceOffset().get("trade_id")).isEqualTo(1L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[[\"1\"]]|a row of bids has too few columns",
        "[[\"1\",\"2\",\"3\"]]|a row of bids has too many columns",
        "[[\"1\",null]]|a row of bids has too few columns",
        "[null]|a row of bids is not a list",
        "{}|bids is not a list",
        "[[\"1\",\"x\"]]|amount is not a decimal number",
      })
  void aBookThatDoesNotFitIsKeptAsMalformed(String bids, String reason) {
    written(
        TypedExamples.event(
            "{\"data\":{\"bids\":"
                + bids
                + ",\"asks\":[]},\"channel\":\"order_book_btcusd\",\"event\":\"data\"}"),
        DecimalHandling.STRING);
    assertThat(misfits).extracting(FeedEvent.MalformedFrame::reason).containsExactly(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0000000000000000001, false",
    "0.000000000000000001, true",
    "1.5000000000000000000000, true",
    "99999999999999999999.999999999999999999, true",
    "100000000000000000000, false",
    "9E+3, true"
  })
  void aDecimalIsNeverRounded(String price, boolean fits) {
    SourceRecord written =
        written(
            TypedExamples.event(
                "{\"data\":{\"id\":1,\"type\":0,\"amount_str\":\"1\",\"price_str\":\""
                    + price
                    + "\"},\"channel\":\"live_trades_btcusd\",\"event\":\"trade\"}"),
            DecimalHandling.DECIMAL);
    assertThat(misfits).hasSize(fits ? 0 : 1);
    if (fits) {
      assertThat((BigDecimal) ((Struct) written.value()).get("price")).isEqualByComparingTo(price);
    } else {
      assertThat(misfits.get(0).reason())
          .isEqualTo("price does not fit a decimal of 20 digits before and 18 behind the point");
    }
  }

  @Test
  void aSnapshotThatDoesNotFitIsKeptAsMalformed() {
    SourceRecord written =
        written(TypedExamples.snapshot("[\"cheap\", \"1\", \"2\"]"), DecimalHandling.STRING);
    assertThat(misfits).hasSize(1);
    assertThat(((Struct) written.value()).getString("frame")).contains("orderflow:snapshot");
    assertThat(written.headers().lastWithName("origin").value()).isEqualTo("snapshot");
    ((Struct) written.value()).validate();
  }

  @Test
  void theTextOfAMalformedFrameIsCutToWhatARecordHolds() {
    String quotes = "\"".repeat(5_000);
    SourceRecord written =
        written(
            new Output.Malformed(new FeedEvent.MalformedFrame(1, 2, "not JSON", quotes, 5_000)),
            DecimalHandling.STRING);
    assertThat(((Struct) written.value()).getString("frame")).hasSize(500);
    assertThat(((Struct) written.value()).getString("error"))
        .isEqualTo("not JSON; cut from 5000 to 500 characters");
  }

  @Test
  void damagedFramesBecomeARecordAndNeverAnException() {
    Random random = new Random(5);
    List<String> frames =
        List.of(
            TypedExamples.ORDER_FRAME,
            TypedExamples.TRADE_FRAME,
            TypedExamples.DETAIL_FRAME,
            String.format(TypedExamples.BOOK_FRAME, "diff_order_book"));
    for (int i = 0; i < 20_000; i++) {
      String frame = frames.get(i % frames.size());
      Output.Event whole = TypedExamples.event(frame);
      char[] damaged = frame.toCharArray();
      for (int n = random.nextInt(3); n >= 0; n--) {
        damaged[random.nextInt(damaged.length)] = "{}[]\",:0x\u00e9-".charAt(random.nextInt(11));
      }
      SourceRecord written =
          written(
              new Output.Event(whole.data(), new String(damaged), 1, 2, false, whole.position()),
              DecimalHandling.values()[i % 3]);
      ((Struct) written.value()).validate();
    }
    assertThat(misfits.size()).isBetween(1_000, 20_000);
  }

  @ParameterizedTest
  @EnumSource(DecimalHandling.class)
  void everyKindOfFrameFits(DecimalHandling decimals) throws IOException {
    for (String frame : Frames.ofKind("data")) {
      SourceRecord written = written(TypedExamples.event(frame), decimals);
      assertThat(misfits).as(frame).isEmpty();
      ((Struct) written.value()).validate();
    }
  }

  /** What the reader of the socket kept gives the same as the frame's text. */
  @Test
  void aFrameNeedNotBeReadTwice() throws IOException {
    MessageParser keeping = new MessageParser(List.of(), true);
    for (String frame : Frames.ofKind("data")) {
      Output.Event read = TypedExamples.event(frame);
      Message.Data kept = (Message.Data) keeping.parse(frame.getBytes(StandardCharsets.UTF_8));
      assertThat(kept.tokens()).isPresent();
      Output.Event withTokens =
          new Output.Event(
              kept, "not read", read.session(), read.receivedAt(), false, read.position());
      assertThat(written(withTokens, DecimalHandling.STRING).value())
          .isEqualTo(written(read, DecimalHandling.STRING).value());
    }
    assertThat(misfits).isEmpty();
  }

  private Struct struct(String frame, DecimalHandling decimals) {
    SourceRecord written = written(TypedExamples.event(frame), decimals);
    assertThat(misfits).isEmpty();
    Struct value = (Struct) written.value();
    value.validate();
    return value;
  }

  private SourceRecord written(Output output, DecimalHandling decimals) {
    List<FeedRecord> records =
        new RecordMapper(
                TypedExamples.settings(decimals),
                List.of(TypedExamples.event(TypedExamples.ORDER_FRAME).data().channel()),
                misfits::add,
                TypedExamples.TIME,
                channel -> Optional.empty())
            .map(output);
    assertThat(records).hasSize(1);
    return records.get(0);
  }
}
