package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.venue.OrderEventView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The comparison itself: it must see what it is there to see. */
class OrderContinuityTest {

  private static Simulator exchange;
  private static List<OrderEventView> published;

  @BeforeAll
  static void halt() throws IOException {
    exchange = RunningFeed.exchange(2_000, 7);
    await().until(() -> exchange.truth().markets().get(0).orderEvents() > 500);
    exchange.halt();
    published = exchange.truth().orderEvents(RunningFeed.MARKET);
  }

  @AfterAll
  static void close() {
    exchange.close();
  }

  @Test
  void everythingOnceAndInOrderHolds() {
    ChannelFigures figures = compare(records());

    assertThat(figures.holds()).isTrue();
    assertThat(figures.written()).isEqualTo(published.size());
  }

  @Test
  void aLossIsSeen() {
    List<FeedRecord> records = records();
    records.remove(100);

    assertThat(compare(records).undeclaredLosses()).isEqualTo(1);
  }

  @Test
  void aLossAtTheEndIsSeen() {
    List<FeedRecord> records = records();
    records.remove(records.size() - 1);

    assertThat(compare(records).undeclaredLosses()).isEqualTo(1);
  }

  @Test
  void aDeclaredLossIsOneThatLiesInsideTheBounds() {
    assertThat(compare(withGap(99, 101)).declaredMissing()).isEqualTo(1);
    assertThat(compare(withGap(99, 101)).undeclaredLosses()).isZero();
    assertThat(compare(withGap(100, 101)).undeclaredLosses()).isEqualTo(1);
    assertThat(compare(withGap(98, 100)).undeclaredLosses()).isEqualTo(1);
  }

  @Test
  void aDuplicateIsSeen() {
    List<FeedRecord> records = records();
    records.add(101, records.get(100));

    assertThat(compare(records).duplicates()).isEqualTo(1);
  }

  @Test
  void aWrongOrderIsSeen() {
    List<FeedRecord> records = records();
    Collections.swap(records, 100, 101);

    assertThat(compare(records).misplaced()).isEqualTo(1);
  }

  @Test
  void aChangedFieldIsSeen() {
    List<FeedRecord> records = records();
    FeedRecord record = records.get(100);
    records.set(100, record(record.value().replace("\"amount_str\":\"", "\"amount_str\":\"9")));

    assertThat(compare(records).altered()).isEqualTo(1);
  }

  @Test
  void aRepairedEventMustNameItsPredecessor() {
    List<FeedRecord> records = records();
    FeedRecord record = records.get(100);
    String other = published.get(98).eventId();
    String value = record.value().replace(published.get(99).eventId(), other);
    records.set(100, record(value, Map.of("origin", "repair")));

    assertThat(compare(records).altered()).isEqualTo(1);
  }

  private static ChannelFigures compare(List<FeedRecord> records) {
    OrderContinuity continuity = new OrderContinuity(exchange, RunningFeed.MARKET);
    records.forEach(continuity::accept);
    return continuity.figures();
  }

  private static List<FeedRecord> records() {
    return new ArrayList<>(published.stream().map(event -> record(event.frame())).toList());
  }

  /** Event 100 is missing, and a gap between two others declares it. */
  private static List<FeedRecord> withGap(int from, int to) {
    List<FeedRecord> records = records();
    String gap =
        String.format(
            "{\"data\":{\"from_event_id\":\"%s\",\"to_event_id\":\"%s\",\"repaired\":false}}",
            published.get(from).eventId(), published.get(to).eventId());
    records.set(100, record(gap, Map.of("event", "orderflow:gap")));
    return records;
  }

  private static FeedRecord record(String value) {
    return record(value, Map.of("origin", "stream"));
  }

  private static FeedRecord record(String value, Map<String, String> headers) {
    Map<String, String> all = new HashMap<>(headers);
    all.putIfAbsent("event", "order_created");
    all.put("channel", "live_orders_btcusd");
    return new FeedRecord("test", 0, Optional.of("btcusd"), value, 0, all);
  }
}
