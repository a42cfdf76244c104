package dev.orderflow.spark.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderflow.spark.market.MarketEvent.Level;
import dev.orderflow.spark.market.MarketEvent.OrderAction;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.MarketEvent.SnapshotOrder;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.Trade;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Typed records through JsonConverter, as the examples of the record contract have them. */
class StructRecordsTest {

  private static final Path EXAMPLES = Path.of(System.getProperty("records"), "struct");

  @Test
  void readsATrade() throws Exception {
    assertThat(TradeReader.read(example("trade", "trade")))
        .satisfies(
            trade -> {
              assertThat(trade.id()).isEqualTo(629_876_001L);
              assertThat(trade.price()).isEqualByComparingTo("79715.39");
              assertThat(trade.amount()).isEqualByComparingTo("0.00000001");
              assertThat(trade.aggressorSide()).isEqualTo(Side.BUY);
              assertThat(trade.buyOrderId()).hasValue(2_046_839_997_059_001L);
            });
  }

  @Test
  void readsAnOrder() throws Exception {
    assertThat(new OrderReader().read(example("order", "order_changed")))
        .contains(
            new OrderEvent(
                OrderAction.CHANGED,
                2_046_839_978_831_001L,
                Side.SELL,
                5,
                new BigDecimal("79728.10"),
                new BigDecimal("0.18816500"),
                new BigDecimal("0.10000000"),
                new BigDecimal("0.28816500"),
                1_788_551_766_364_000L,
                "00065aad-a8b2-4f60-0000-000103000020",
                false));
  }

  @Test
  void readsASnapshotAndLevels() throws Exception {
    assertThat(BookReader.snapshot(example("snapshot", FeedRecord.SNAPSHOT)).bids())
        .containsExactly(
            new SnapshotOrder(
                2_046_841_309_597_697L, new BigDecimal("79829.24"), new BigDecimal("0.43225827")));
    assertThat(BookReader.levels(example("order_book", "data"), true).bids())
        .first()
        .isEqualTo(new Level(new BigDecimal("79715.00"), new BigDecimal("0.75000000")));
  }

  /** Connect's JSON converter writes them so, unless decimal.format says otherwise. */
  @Test
  void readsDecimalsAsBase64() throws Exception {
    FeedRecord order = inBase64("order", "order_changed");
    assertThat(order.value()).doesNotContain("79728.1");
    OrderEvent read = new OrderReader().read(order).orElseThrow();
    assertThat(read.price()).isEqualByComparingTo("79728.10");
    assertThat(read.amount()).isEqualByComparingTo("0.18816500");
    assertThat(read.traded()).isEqualByComparingTo("0.10000000");
    assertThat(read.original()).isEqualByComparingTo("0.28816500");
    Trade trade = TradeReader.read(inBase64("trade", "trade"));
    assertThat(trade.price()).isEqualByComparingTo("79715.39");
    assertThat(trade.amount()).isEqualByComparingTo("0.00000001");
    SnapshotOrder resting =
        BookReader.snapshot(inBase64("snapshot", FeedRecord.SNAPSHOT)).bids().get(0);
    assertThat(resting.price()).isEqualByComparingTo("79829.24");
    assertThat(resting.amount()).isEqualByComparingTo("0.43225827");
  }

  /** In a frame of the exchange it is no number. */
  @Test
  void refusesBase64InAFrame() {
    String frame =
        "{\"data\":{\"id\":7,\"order_type\":0,\"microtimestamp\":\"1700000000000000\","
            + "\"amount\":1,\"price\":\"DeC2s6dkAAA=\"}}";
    assertThatThrownBy(() -> new OrderReader().read(record("order_created", frame)))
        .hasMessage("price is not a decimal");
    assertThatThrownBy(
            () -> TradeReader.read(record("trade", frame.replace("order_type\":0", "type\":0"))))
        .hasMessage("price is not a decimal: 'DeC2s6dkAAA='");
  }

  private static FeedRecord inBase64(String name, String event) throws IOException {
    Matcher decimal =
        Pattern.compile("\"(price|amount|amount_traded|amount_at_create)\":\"([0-9.]+)\"")
            .matcher(Files.readString(EXAMPLES.resolve(name + ".json")));
    return record(
        event,
        decimal.replaceAll(
            found ->
                "\"%s\":\"%s\""
                    .formatted(
                        found.group(1),
                        Base64.getEncoder()
                            .encodeToString(
                                new BigDecimal(found.group(2))
                                    .setScale(18)
                                    .unscaledValue()
                                    .toByteArray()))));
  }

  @Test
  void readsWhatTheConnectorSays() throws Exception {
    GapReader.Gap gap = GapReader.read(example("gap", FeedRecord.GAP));
    assertThat(gap.repaired()).isFalse();
    assertThat(gap.fromId()).isEqualTo("00065aad-a8b2-14c8-0000-000101000020");
    assertThat(SessionReader.read(example("session", FeedRecord.SESSION)).started()).isFalse();
  }

  private static FeedRecord example(String name, String event) throws IOException {
    return record(event, Files.readString(EXAMPLES.resolve(name + ".json")));
  }

  private static FeedRecord record(String event, String value) {
    return new FeedRecord("t", 0, 0, event, channel(value), "stream", 1, 0, value);
  }

  /** The header says what the value does. */
  private static String channel(String value) {
    Matcher told = Pattern.compile("\"channel\":\"([^\"]+)\"").matcher(value);
    return told.find() ? told.group(1) : "live_orders_btcusd";
  }
}
