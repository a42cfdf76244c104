package dev.orderflow.spark.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderflow.spark.market.MarketEvent.OrderAction;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.source.ChannelName;
import dev.orderflow.spark.source.FeedRecord;
import dev.orderflow.spark.source.OrderReader;
import dev.orderflow.spark.source.RejectedRecordException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** What the scan picks comes out of its batches as it went in, order events as what they tell. */
class RecordFilterTest {

  private static final long RECEIVED = 1_788_551_766_400_000L;

  private final List<Row> records = new ArrayList<>();

  @Test
  void orderEventsAreReadAndWholeOnTheOtherSide() throws RejectedRecordException {
    String frame = order("79728.11", "0.18816587", "orderbook");
    // More digits than 64 bits hold, and a scale below zero.
    String wide = order("12345678901234567890.123", "5e3", "orderbook");
    add("order_created", "live_orders_btcusd", "stream", frame);
    add("order_changed", "live_orders_btcusd", "repair", wide);

    List<ScannedRecord> picked = scan(ChannelName.LIVE_ORDERS);

    assertThat(picked).hasSize(2);
    OrderReader reader = new OrderReader();
    for (int i = 0; i < 2; i++) {
      FeedRecord record = picked.get(i).record();
      assertThat(record.offset()).isEqualTo(i);
      assertThat(record.value()).as("not kept beside what it tells").isEmpty();
      assertThat(record.receivedAt()).isEqualTo(RECEIVED);
      assertThat(picked.get(i).millis()).isEqualTo(1_000 + i);
      assertThat(picked.get(i).reason()).isEmpty();
      byte[] value = (i == 0 ? frame : wide).getBytes(StandardCharsets.UTF_8);
      assertThat(picked.get(i).order()).isEqualTo(reader.read(record, value));
    }
    OrderEvent first = picked.get(0).order().orElseThrow();
    assertThat(first)
        .isEqualTo(
            new OrderEvent(
                OrderAction.CREATED,
                2_046_839_978_831_872L,
                Side.SELL,
                300,
                new BigDecimal("79728.11"),
                new BigDecimal("0.18816587"),
                new BigDecimal("0"),
                new BigDecimal("0.18816587"),
                1_788_551_766_364_000L,
                "00065aad-a8b2-4f60-0000-000103000020",
                false));
    OrderEvent second = picked.get(1).order().orElseThrow();
    assertThat(second.price()).isEqualTo(new BigDecimal("12345678901234567890.123"));
    assertThat(second.amount()).isEqualTo(new BigDecimal("5e3"));
    assertThat(second.repaired()).isTrue();
  }

  @Test
  void anOrderEventThatCannotBeReadKeepsItsTextAndSaysWhy() {
    String broken = order("79728.11", "0.1", "orderbook").replace("\"order_type\":1", "\"x\":1");
    add("order_created", "live_orders_btcusd", "stream", broken);
    add("order_created", "live_orders_btcusd", "stream", "{\"data\":\u00e9");

    List<ScannedRecord> picked = scan(ChannelName.LIVE_ORDERS);

    assertThat(picked)
        .extracting(ScannedRecord::reason)
        .containsExactly(
            "malformed: order_type is neither 0 nor 1", "malformed: value is not JSON");
    assertThat(picked)
        .extracting(scanned -> scanned.record().value())
        .containsExactly(broken, "{\"data\":\u00e9");
    assertThat(picked).extracting(ScannedRecord::order).containsOnly(Optional.empty());
  }

  @Test
  void avroInConfluentsWireFormatIsRefusedForWhatItIs() {
    add("order_created", "live_orders_btcusd", "stream", "\0\0\0\0\7abc");
    add("trade", "live_trades_btcusd", "stream", "\0\0\0\0\7abc");

    assertThat(scan(ChannelName.LIVE_ORDERS, ChannelName.LIVE_TRADES))
        .extracting(ScannedRecord::reason)
        .hasSize(2)
        .allSatisfy(reason -> assertThat(reason).contains("Avro", "value.format=raw"));
  }

  /** The worker's clock may be ahead too; the connector has asked the exchange's. */
  @Test
  void whatTheConnectorSawToBeDatedAheadIsRefusedWhateverItsOwnClockSays() {
    String separator = String.valueOf(RecordHeaders.SEPARATOR);
    long ahead = 1_788_551_766_364_000L;
    records.add(
        RowFactory.create(
            bytes("t"),
            0,
            0L,
            ahead / 1_000 - 301_000,
            bytes(
                String.join(
                    separator, "event", "channel", "origin", "received_at", "event_time_clamped")),
            bytes(
                String.join(
                    separator,
                    "order_created",
                    "live_orders_btcusd",
                    "stream",
                    Long.toString(ahead + 60_000_000),
                    Long.toString(ahead))),
            bytes(order("1", "1", "orderbook"))));

    assertThat(scan(ChannelName.LIVE_ORDERS))
        .singleElement()
        .satisfies(
            picked ->
                assertThat(picked.reason())
                    .contains("more than five minutes after it was received"));
  }

  @Test
  void stopOrdersAreLeftOut() {
    add("order_created", "live_orders_btcusd", "stream", order("1", "1", "stop_order"));
    assertThat(scan(ChannelName.LIVE_ORDERS)).isEmpty();
  }

  @Test
  void everythingElseComesAsText() {
    add("trade", "live_trades_btcusd", "stream", "{\"data\":{\"id\":1}}");
    add(FeedRecord.SNAPSHOT, "live_orders_btcusd", "snapshot", "x".repeat(600_000));
    add(FeedRecord.GAP, "live_orders_btcusd", "connector", "{}");
    add("order_vanished", "live_orders_btcusd", "stream", "{}");

    List<ScannedRecord> picked = scan(ChannelName.LIVE_ORDERS, ChannelName.LIVE_TRADES);

    assertThat(picked)
        .extracting(scanned -> scanned.record().event())
        .containsExactly("trade", FeedRecord.SNAPSHOT, FeedRecord.GAP, "order_vanished");
    assertThat(picked.get(0).record().value()).isEqualTo("{\"data\":{\"id\":1}}");
    assertThat(picked.get(1).record().value()).hasSize(600_000);
  }

  @Test
  void batchesOfTasksThatSharedAPartitionAreInOrder() {
    for (int i = 0; i < 4_000; i++) {
      add("order_created", "live_orders_btcusd", "stream", order("1", "1", "orderbook"));
    }
    RecordFilter scan = new RecordFilter(Set.of(), Set.of(ChannelName.LIVE_ORDERS), Map.of());
    List<Row> batches = new ArrayList<>();
    scan.call(records.subList(2_500, 4_000).iterator()).forEachRemaining(batches::add);
    scan.call(records.subList(0, 2_500).iterator()).forEachRemaining(batches::add);

    List<Long> offsets = new ArrayList<>();
    PartitionMerge.of(batches.iterator())
        .forEachRemaining(scanned -> offsets.add(scanned.record().offset()));

    assertThat(batches).hasSizeGreaterThan(2);
    assertThat(offsets).hasSize(4_000).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void moreMissingOffsetsThanTransactionsLeaveEndTheJobUnlessTheyAreKnownToBeLost() {
    for (int i = 0; i < 300; i++) {
      add("trade", "live_trades_btcusd", "stream", "{}");
    }
    List<Row> all = List.copyOf(records);
    records.subList(50, 150).clear();
    assertThat(scan(ChannelName.LIVE_TRADES)).as("100 marks").hasSize(200);

    records.clear();
    records.addAll(all);
    records.subList(50, 151).clear();
    assertThatThrownBy(() -> scan(ChannelName.LIVE_TRADES))
        .hasMessageContaining("t-0 has no records from offset 50 to 150, ")
        .hasMessageContaining("cleanup.policy=compact");

    new RecordFilter(Set.of(), Set.of("live_trades"), Map.of("t-0", 151L))
        .call(records.iterator())
        .forEachRemaining(row -> {});
  }

  @Test
  void everyRecordIsCountedOnceWhetherItIsPickedOrNot() {
    for (int i = 0; i < 3_000; i++) {
      add("order_created", "live_orders_btcusd", "stream", order("1", "1", "orderbook"));
    }
    add("orderflow:session", "live_orders_btcusd", "connector", "{}");
    add("orderflow:snapshot", "live_orders_btcusd", "snapshot", "{}");
    add("trade", "live_trades_ethusd", "stream", "{}");
    List<Row> wanted = rows("live_orders");
    List<Row> onlyTime = rows("order_book");
    List<Row> none = rows(Set.of("ltcusd"), "live_orders");

    assertThat(wanted).hasSizeGreaterThan(1);
    assertThat(none).singleElement().satisfies(row -> assertThat(row.<byte[]>getAs(4)).isEmpty());
    for (List<Row> rows : List.of(wanted, onlyTime, none)) {
      assertThat(rows.stream().mapToLong(row -> row.getLong(5)).sum()).isEqualTo(3_003);
      assertThat(rows.stream().mapToLong(row -> row.getLong(6)).sum()).isEqualTo(2);
      assertThat(rows.stream().mapToLong(row -> row.getLong(7)).max()).hasValue(1_000L + 3_002);
    }
  }

  private List<Row> rows(String... kinds) {
    return rows(Set.of("btcusd"), kinds);
  }

  private List<Row> rows(Set<String> markets, String... kinds) {
    List<Row> rows = new ArrayList<>();
    new RecordFilter(markets, Set.of(kinds), Map.of())
        .call(records.iterator())
        .forEachRemaining(rows::add);
    return rows;
  }

  private List<ScannedRecord> scan(String... kinds) {
    List<ScannedRecord> picked = new ArrayList<>();
    Iterator<Row> batches =
        new RecordFilter(Set.of(), Set.of(kinds), Map.of()).call(records.iterator());
    batches.forEachRemaining(batch -> RecordBatch.read(batch).forEachRemaining(picked::add));
    return picked;
  }

  private void add(String event, String channel, String origin, String value) {
    String separator = String.valueOf(RecordHeaders.SEPARATOR);
    records.add(
        RowFactory.create(
            bytes("t"),
            0,
            (long) records.size(),
            1_000L + records.size(),
            bytes(String.join(separator, "event", "channel", "origin", "received_at")),
            bytes(String.join(separator, event, channel, origin, Long.toString(RECEIVED))),
            bytes(value)));
  }

  private static String order(String price, String amount, String source) {
    return ("{\"data\":{\"id\":2046839978831872,\"order_type\":1,\"order_subtype\":300,"
            + "\"microtimestamp\":\"1788551766364000\",\"amount_str\":\"%s\","
            + "\"amount_traded\":\"0\",\"amount_at_create\":\"0.18816587\",\"price_str\":\"%s\"},"
            + "\"event_id\":\"00065aad-a8b2-4f60-0000-000103000020\",\"order_source\":\"%s\"}")
        .formatted(amount, price, source);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
