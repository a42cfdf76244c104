package dev.orderflow.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.analysis.AnalysisSettings;
import dev.orderflow.spark.market.candle.CandleSettings;
import dev.orderflow.spark.scan.RecordFilter;
import dev.orderflow.spark.source.ChannelName;
import dev.orderflow.spark.source.FeedRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.api.java.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.streaming.GroupStateTimeout;
import org.apache.spark.sql.streaming.TestGroupState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a batch counts is what it brought, and not what earlier ones did. */
class MarketUpdateTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ORDERS = "live_orders_btcusd";
  private static final long T0 = 1_788_552_000_000_000L;

  private static final CandleSettings SECONDS =
      new CandleSettings(
          List.of(Interval.parse("1s")), 1_000_000, 1_000_000, CandleSettings.Empty.NONE);

  private final MarketUpdate update =
      new MarketUpdate(new AnalysisComputation("market", AnalysisSettings.defaults()), true);
  private final TestGroupState<byte[]> state =
      TestGroupState.create(
          Optional.<byte[]>empty(), GroupStateTimeout.NoTimeout(), 0, Optional.empty(), false);
  private final List<Row> records = new ArrayList<>();
  private final Map<String, List<JsonNode>> rows = new TreeMap<>();
  private int offset;

  @Test
  void auditsAreCountedOnceOverBatches() throws IOException {
    snapshot(10, "[[\"10\",\"1\",\"1\"]]");
    order("order_created", 2, "9", 20);
    order("order_created", 3, "8", 30);
    assertThat(batch()).isEqualTo(Map.of("seeds", 1L));

    // Equal.
    snapshot(30, "[[\"10\",\"1\",\"1\"],[\"9\",\"1\",\"2\"],[\"8\",\"1\",\"3\"]]");
    order("order_created", 4, "7", 40);
    assertThat(batch()).isEqualTo(Map.of("audits", 1L));

    // Order 1 is gone, order 5 was never told.
    snapshot(
        40, "[[\"9\",\"1\",\"2\"],[\"8\",\"1\",\"3\"],[\"7\",\"1\",\"4\"],[\"6\",\"1\",\"5\"]]");
    order("order_created", 6, "5", 50);
    assertThat(batch())
        .isEqualTo(
            Map.of(
                "audits", 1L,
                "unequal_audits", 1L,
                "orphans", 1L,
                "phantoms", 1L,
                "invalidations", 1L,
                "seeds", 1L));

    order("order_created", 7, "4", 60);
    assertThat(batch()).isEmpty();
  }

  /** Nothing proves or declares what such a session missed, so that the book is not known. */
  @Test
  void aSessionThatContinuesNothingEndsTheBook() throws IOException {
    snapshot(10, "[[\"10\",\"1\",\"1\"]]");
    order("order_created", 2, "9", 20);
    session(ORDERS, 25, true);
    order("order_created", 3, "8", 30);
    assertThat(batch()).isEqualTo(Map.of("seeds", 1L));

    session(ORDERS, 35, false);
    assertThat(batch()).isEqualTo(Map.of("invalidations", 1L));
  }

  /** What the topic refused is declared after events that follow it. */
  @Test
  void aGapBehindItsEndMakesTheBookInvalidUntilTheNextSnapshot() throws IOException {
    snapshot(10, "[[\"10\",\"1\",\"1\"]]");
    order("order_created", 2, "9", 20);
    order("order_created", 3, "8", 30);
    order("order_created", 4, "7", 40);
    add(
        FeedRecord.GAP,
        ORDERS,
        "connector",
        ("{\"data\":{\"from_event_id\":\"00000001\",\"from_microtimestamp\":\"%d\","
                + "\"to_event_id\":\"00000002\",\"to_microtimestamp\":\"%d\","
                + "\"reason\":\"not-written\",\"repaired\":false}}")
            .formatted(T0 + 20_000, T0 + 30_000));
    order("order_created", 5, "6", 1_050);
    snapshot(1_050, "[[\"10\",\"1\",\"1\"]]");
    order("order_created", 6, "5", 1_060);
    order("order_created", 7, "4", 2_070);
    assertThat(published("book"))
        .extracting(row -> row.path("reason").asText())
        .containsExactly("gap", "gap", "null");
  }

  /** Nobody knows whether it happened before the snapshot. */
  @Test
  void aRefusedEventBetweenASnapshotAndTheFirstEventTakesTheSnapshotBack() throws IOException {
    snapshot(10, "[[\"10\",\"1\",\"1\"]]");
    add("order_created", ORDERS, "stream", "{\"data\":{}}");
    order("order_created", 2, "9", 20);
    order("order_created", 3, "8", 1_030);
    order("order_created", 4, "7", 2_040);
    assertThat(published("book"))
        .extracting(row -> row.path("reason").asText())
        .isNotEmpty()
        .containsOnly("refused");
  }

  /** The next proof says the same. */
  @Test
  void aProofThatCannotBeUsedTakesNothingAway() throws IOException {
    snapshot(10, "[[\"10\",\"1\",\"1\"]]");
    order("order_created", 2, "9", 20);
    order("order_created", 3, "8", 30);
    add(FeedRecord.PROOF, ORDERS, "connector", "{\"data\":{\"by\":\"chain\"}}");
    order("order_created", 4, "7", 1_040);
    order("order_created", 5, "6", 2_050);

    assertThat(published("rejected")).hasSize(1);
    assertThat(published("book"))
        .extracting(row -> row.path("valid").asBoolean())
        .containsExactly(true, true);
  }

  /** What an event did that cannot be used, nobody knows; the next snapshot does. */
  @Test
  void aRefusedOrderEventMakesTheBookInvalidUntilTheNextSnapshot() throws IOException {
    snapshot(10, "[[\"10\",\"1\",\"1\"]]");
    order("order_created", 2, "9", 20);
    order("order_created", 3, "8", 30);
    order("order_created", 4, "-7", 40);
    // Of its own millisecond a snapshot may hold it or not.
    snapshot(40, "[[\"10\",\"1\",\"1\"]]");
    order("order_created", 5, "6", 50);
    order("order_created", 6, "5", 60);
    snapshot(60, "[[\"9\",\"1\",\"2\"],[\"6\",\"1\",\"5\"],[\"5\",\"1\",\"6\"]]");
    order("order_created", 7, "4", 70);
    order("order_created", 8, "3", 1_080);
    order("order_created", 9, "2", 2_090);

    List<JsonNode> book = published("book");
    assertThat(book)
        .extracting(row -> row.path("valid").asBoolean())
        .containsExactly(false, true, true);
    assertThat(book.get(0).path("reason").asText()).isEqualTo("refused");
    assertThat(book.get(0).path("touch").isNull()).isTrue();
    // The order that the snapshot lacks ended nobody knows how.
    assertThat(published("orders"))
        .filteredOn(row -> row.path("fate").asText().equals("unknown"))
        .isNotEmpty()
        .allSatisfy(
            row -> {
              assertThat(row.path("reason").asText()).isEqualTo("refused");
              assertThat(row.path("amount_filled").isNull()).isTrue();
              assertThat(row.path("joined").asBoolean()).isFalse();
            });
  }

  @Test
  void recordsThatWereLostMakeTheBookInvalidUntilTheNextSnapshot() throws IOException {
    snapshot(10, "[[\"10\",\"1\",\"1\"]]");
    order("order_created", 2, "9", 20);
    order("order_created", 3, "8", 30);
    publish(Map.of());
    records.clear();
    order("order_created", 4, "7", 40);
    publish(Map.of("t-0", (long) offset - 1));
    records.clear();
    order("order_created", 5, "6", 1_050);
    snapshot(1_060, "[[\"10\",\"1\",\"1\"]]");
    order("order_created", 6, "5", 1_070);
    order("order_created", 7, "4", 2_070);
    // The same loss is told again.
    publish(Map.of("t-0", (long) offset - 5));

    assertThat(rows.get("book"))
        .extracting(row -> row.path("reason").asText())
        .containsExactly("lost", "lost", "null");
  }

  /** A header says what somebody wrote into it, and not what the filter found. */
  @ParameterizedTest
  @ValueSource(strings = {"lost", "time"})
  void whatAHeaderSaysOfTimeOrLossIsNotBelieved(String event) throws IOException {
    trade(1, 200);
    trade(2, 1_200);
    add(event, "live_trades_btcusd", "stream", "999999");
    trade(3, 2_200);
    trade(4, 3_200);

    Map<String, JsonNode> newest = new TreeMap<>();
    List<String> reasons = new ArrayList<>();
    Iterator<Row> candles =
        new MarketUpdate(new CandleComputation(SECONDS), true)
            .call("btcusd", scan(ChannelName.LIVE_TRADES), state);
    while (candles.hasNext()) {
      Row row = candles.next();
      if (row.getString(0).equals("candles")) {
        newest.put(row.getString(1), JSON.readTree(row.getString(2)));
      } else if (row.getString(0).equals("rejected")) {
        reasons.add(JSON.readTree(row.getString(2)).path("reason").asText());
      }
    }
    assertThat(reasons).containsExactly("malformed: event '" + event + "' is not known");
    assertThat(newest.get("btcusd|1s|2026-09-04T20:00:01Z").path("reason").asText())
        .isEqualTo("refused");
    assertThat(newest.get("btcusd|1s|2026-09-04T20:00:03Z").path("reason").asText())
        .isEqualTo("not_past_end");
  }

  private List<JsonNode> published(String output) throws IOException {
    if (rows.isEmpty()) {
      publish(Map.of());
    }
    return rows.getOrDefault(output, List.of());
  }

  private void publish(Map<String, Long> losses) throws IOException {
    Iterator<Row> scanned =
        new RecordFilter(Set.of(), Set.of(ChannelName.LIVE_ORDERS), losses)
            .call(List.copyOf(records).iterator());
    Iterator<Row> published = update.call("btcusd", scanned, state);
    while (published.hasNext()) {
      Row row = published.next();
      if (!row.getString(2).isEmpty()) {
        rows.computeIfAbsent(row.getString(0), o -> new ArrayList<>())
            .add(JSON.readTree(row.getString(2)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void candlesAcrossASessionThatContinuesNothingAreIncomplete(boolean continues)
      throws IOException {
    trade(1, 200);
    trade(2, 1_200);
    session("live_trades_btcusd", 1_500, continues);
    trade(3, 2_200);
    trade(4, 9_000);

    Map<String, String> newest = new TreeMap<>();
    new MarketUpdate(new CandleComputation(SECONDS), true)
        .call("btcusd", scan(ChannelName.LIVE_TRADES), state)
        .forEachRemaining(row -> newest.put(row.getString(1), row.getString(2)));

    assertThat(newest.get("btcusd|1s|2026-09-04T20:00:01Z"))
        .contains("\"complete\":" + continues, "\"final\":true")
        .contains("\"reason\":" + (continues ? "null" : "\"not_continued\""));
  }

  @Test
  void noCandleLacksAnythingByAProofThatCannotBeUsed() throws IOException {
    trade(1, 200);
    trade(2, 1_200);
    add(FeedRecord.PROOF, "live_trades_btcusd", "connector", "{\"data\":{\"by\":\"list\"}}");
    trade(3, 2_200);
    trade(4, 9_000);

    Map<String, String> newest = new TreeMap<>();
    new MarketUpdate(new CandleComputation(SECONDS), true)
        .call("btcusd", scan(ChannelName.LIVE_TRADES), state)
        .forEachRemaining(row -> newest.put(row.getString(1), row.getString(2)));

    assertThat(newest.get("btcusd|1s|2026-09-04T20:00:01Z")).contains("\"reason\":null");
  }

  @Test
  void whatTurnsOutOfFinalCandlesIsNamedWithTheRecordThatSaysSo() throws IOException {
    for (int second = 0; second < 9; second++) {
      trade(second + 1, second * 1_000 + 200);
    }
    gap(3_200, 5_200, false);
    gap(3_200, 5_200, true);
    trade(20, 2_300);

    List<String> said = new ArrayList<>();
    new MarketUpdate(new CandleComputation(SECONDS), true)
        .call("btcusd", scan(ChannelName.LIVE_TRADES), state)
        .forEachRemaining(
            row -> {
              if (row.getString(0).equals("completeness")) {
                said.add(row.getString(1) + ' ' + row.getString(2));
              }
            });

    String between = "btcusd|candles|1s|2026-09-04T20:00:03Z|";
    assertThat(said).hasSize(3);
    assertThat(said.get(0))
        .isEqualTo(
            between
                + "gap "
                + Files.readString(
                        Path.of(System.getProperty("records")).resolve("completeness.json"))
                    .strip());
    assertThat(said.get(1))
        .startsWith(between + "complete ")
        .contains("\"complete\":true,\"reason\":null", "\"offset\":10}");
    assertThat(said.get(2))
        .startsWith("btcusd|candles|1s|2026-09-04T20:00:02Z|late ")
        .contains("\"until\":\"2026-09-04T20:00:03Z\"", "{\"event\":\"trade\"");
  }

  private void gap(long from, long to, boolean repaired) {
    add(
        FeedRecord.GAP,
        "live_trades_btcusd",
        "connector",
        ("{\"data\":{\"from_microtimestamp\":\"%d\",\"to_microtimestamp\":\"%d\","
                + "\"reason\":\"audit\",\"repaired\":%s}}")
            .formatted(T0 + from * 1_000, T0 + to * 1_000, repaired));
  }

  /** Nothing is missing by it, and no less where it cannot be used. */
  @Test
  void whatTheConnectorSaysOfAFillWithoutATradeTakesNothingAway() throws IOException {
    trade(1, 200);
    trade(2, 1_200);
    add(
        FeedRecord.FILL_WITHOUT_TRADE,
        "live_trades_btcusd",
        "connector",
        Files.readString(
            Path.of(System.getProperty("records")).resolve("fill-without-trade.json")));
    add(FeedRecord.FILL_WITHOUT_TRADE, "live_trades_btcusd", "connector", "{\"data\":{}}");
    trade(3, 2_200);
    trade(4, 9_000);

    Map<String, String> newest = new TreeMap<>();
    List<String> rejected = new ArrayList<>();
    for (MarketComputation each :
        List.of(
            new CandleComputation(SECONDS),
            new AnalysisComputation("market", AnalysisSettings.defaults()))) {
      state.remove();
      new MarketUpdate(each, true)
          .call("btcusd", scan(ChannelName.LIVE_TRADES), state)
          .forEachRemaining(
              row -> {
                newest.put(row.getString(1), row.getString(2));
                if (row.getString(0).equals("rejected")) {
                  rejected.add(row.getString(2));
                }
              });
    }
    assertThat(newest.get("btcusd|1s|2026-09-04T20:00:01Z")).contains("\"reason\":null");
    assertThat(rejected).singleElement().asString().contains("malformed: order_id is missing");
  }

  /** A later connector says more; what is not known here is no fault of the record. */
  @ParameterizedTest
  @ValueSource(strings = {"live_orders", "live_trades", "order_book", "diff_order_book"})
  void whatAnotherVersionOfTheConnectorSaysIsPassedOver(String kind) throws IOException {
    add("orderflow:weather", kind + "_btcusd", "connector", "{\"data\":{\"sky\":\"blue\"}}");
    List<Row> rows = new ArrayList<>();
    update.call("btcusd", scan(kind), state).forEachRemaining(rows::add);
    new MarketUpdate(new CandleComputation(SECONDS), true)
        .call("btcusd", scan(kind), state)
        .forEachRemaining(rows::add);

    assertThat(rows).isEmpty();
  }

  @Test
  void whatAnotherJobTellsToIsCountedAndNotPublished() throws IOException {
    add(FeedRecord.TRADE, "live_trades_btcusd", "stream", "{\"data\":{\"id\":0}}");
    add("bts:unheard_of", "nothing", "stream", "{}");
    List<Row> told = new ArrayList<>();
    List<Row> counted = new ArrayList<>();
    new MarketUpdate(new CandleComputation(SECONDS), true)
        .call("btcusd", scan(ChannelName.LIVE_TRADES), state)
        .forEachRemaining(told::add);
    new MarketUpdate(new CandleComputation(SECONDS), false)
        .call("btcusd", scan(ChannelName.LIVE_TRADES), state)
        .forEachRemaining(counted::add);

    assertThat(told).extracting(row -> row.getString(0)).containsExactly("rejected", "rejected");
    assertThat(told).extracting(row -> row.getString(1)).containsExactly("t-0-0", "t-0-1");
    assertThat(counted)
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.getString(0)).isEqualTo("rejected");
              assertThat(row.getString(1)).as("no key, so it goes nowhere").isEmpty();
              assertThat(row.getLong(4)).isEqualTo(2);
            });
  }

  private Iterator<Row> scan(String kind) {
    return new RecordFilter(Set.of(), Set.of(kind), Map.of()).call(List.copyOf(records).iterator());
  }

  private void trade(long id, long millis) {
    add(
        FeedRecord.TRADE,
        "live_trades_btcusd",
        "stream",
        ("{\"data\":{\"id\":%d,\"amount_str\":\"1\",\"price_str\":\"10\",\"type\":0,"
                + "\"microtimestamp\":\"%d\"}}")
            .formatted(id, T0 + millis * 1_000));
  }

  /** Runs a batch of the records so far; what it counted beside the rows it publishes. */
  private Map<String, Long> batch() throws IOException {
    Iterator<Row> published = update.call("btcusd", scan(ChannelName.LIVE_ORDERS), state);
    records.clear();
    Map<String, Long> counted = new TreeMap<>();
    Set<String> outputs = Set.of("book", "flow", "orders", "alerts");
    published.forEachRemaining(
        row -> {
          if (!outputs.contains(row.getString(0))) {
            assertThat(row.getString(2)).isEmpty();
            counted.merge(row.getString(0), row.getLong(4), Long::sum);
          }
        });
    return counted;
  }

  private void snapshot(long millis, String bids) {
    add(
        FeedRecord.SNAPSHOT,
        ORDERS,
        "snapshot",
        "{\"data\":{\"microtimestamp\":\"%d\",\"part\":1,\"parts\":1,\"bids\":%s,\"asks\":[]}}"
            .formatted(T0 + millis * 1_000 + 400, bids));
  }

  private void session(String channel, long millis, boolean continues) {
    add(
        FeedRecord.SESSION,
        channel,
        "connector",
        ("{\"data\":{\"session\":7,\"state\":\"started\",\"reason\":\"subscribed\","
                + "\"at\":\"%d\",\"continues\":%s}}")
            .formatted(T0 + millis * 1_000, continues));
  }

  private void order(String event, long id, String price, long millis) {
    add(
        event,
        ORDERS,
        "stream",
        ("{\"data\":{\"id\":%d,\"order_type\":0,\"order_subtype\":0,\"microtimestamp\":\"%d\","
                + "\"amount_str\":\"1\",\"amount_traded\":\"0\",\"amount_at_create\":\"1\","
                + "\"price_str\":\"%s\"},\"event_id\":\"%08d\"}")
            .formatted(id, T0 + millis * 1_000, price, offset));
  }

  private void add(String event, String channel, String origin, String value) {
    String separator = "\u0001";
    records.add(
        RowFactory.create(
            bytes("t"),
            0,
            (long) offset,
            T0 / 1_000 + offset,
            bytes(String.join(separator, "event", "channel", "origin")),
            bytes(String.join(separator, event, channel, origin)),
            bytes(value)));
    offset++;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
