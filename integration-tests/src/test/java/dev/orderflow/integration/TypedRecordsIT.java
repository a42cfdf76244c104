package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orderflow.integration.continuity.FeedRecord;
import dev.orderflow.integration.continuity.WebSocketSubscriber;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Typed records on a real worker, without a schema registry, and through Kafka's transforms. */
@ExtendWith(EmbeddedWorker.Shared.class)
class TypedRecordsIT {

  private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";
  private static final String TRANSFORMS = "org.apache.kafka.connect.transforms.";
  private static final String ALL_CHANNELS =
      "live_orders,live_trades,order_book,detail_order_book,diff_order_book";

  private final EmbeddedWorker worker;

  TypedRecordsIT(EmbeddedWorker worker) {
    this.worker = worker;
  }

  @Test
  void eachTypeOfRecordOfEachMarketHasItsTopicAndLosesNothing() throws IOException {
    try (Simulator exchange = exchange();
        WebSocketSubscriber subscriber =
            WebSocketSubscriber.of(exchange, List.of("live_orders_btcusd"));
        Deployment connector =
            Deployment.of(worker.rest(), "typed", typed(exchange, "typed.${market}.${type}"));
        TopicReader orders = reader("typed.btcusd.order");
        TopicReader etherOrders = reader("typed.ethusd.order");
        TopicReader trades = reader("typed.btcusd.trade");
        TopicReader books = reader("typed.btcusd.order_book");
        TopicReader details = reader("typed.btcusd.detail_order_book");
        TopicReader diffs = reader("typed.ethusd.diff_order_book")) {
      List<FeedRecord> written = orders.awaitFrames(200);
      assertThat(etherOrders.awaitFrames(20))
          .allMatch(record -> record.frame().path("market").asText().equals("ethusd"));
      assertThat(trades.awaitFrames(1).get(0).frame().path("price").isTextual()).isTrue();
      assertThat(books.awaitFrames(1).get(0).frame().at("/bids/0/price").isTextual()).isTrue();
      assertThat(details.awaitFrames(1).get(0).frame().at("/asks/0/id").isIntegralNumber())
          .isTrue();
      assertThat(diffs.awaitFrames(1).get(0).channel()).isEqualTo("diff_order_book_ethusd");
      assertThat(TaskMetrics.value(connector.name(), "malformed-total")).hasValue(0);

      Map<String, JsonNode> frames = new HashMap<>();
      for (String text : subscriber.frames("live_orders_btcusd")) {
        JsonNode frame = FeedRecord.json(text);
        frames.put(frame.path("event_id").asText(), frame);
      }
      for (FeedRecord record : written) {
        JsonNode typed = record.frame();
        assertSameOrder(typed, frames.get(typed.path("event_id").asText()));
      }
    }
  }

  @Test
  void transformsOfKafkaWorkOnThem() throws IOException {
    Map<String, String> config = new HashMap<>();
    config.put("transforms", "route,drop,time");
    config.put("transforms.route.type", TRANSFORMS + "RegexRouter");
    config.put("transforms.route.regex", "smt\\.(.*)");
    config.put("transforms.route.replacement", "market-data-$1");
    config.put("transforms.drop.type", TRANSFORMS + "ReplaceField$Value");
    config.put("transforms.drop.exclude", "extra,datetime");
    config.put("transforms.drop.renames", "order_type:side");
    config.put("transforms.time.type", TRANSFORMS + "TimestampConverter$Value");
    config.put("transforms.time.field", "microtimestamp");
    config.put("transforms.time.unix.precision", "microseconds");
    config.put("transforms.time.target.type", "Timestamp");
    try (Simulator exchange = exchange()) {
      config.putAll(typed(exchange, "smt.${type}"));
      config.put("decimal.handling.mode", "decimal");
      config.put("value.converter.decimal.format", "NUMERIC");
      try (Deployment connector = Deployment.of(worker.rest(), "typed-smt", config);
          TopicReader orders = reader("market-data-order");
          TopicReader trades = reader("market-data-trade")) {
        for (FeedRecord record : orders.awaitFrames(50)) {
          JsonNode order = record.frame();
          assertThat(order.has("extra") || order.has("datetime")).isFalse();
          assertThat(order.path("side").isIntegralNumber()).isTrue();
          assertThat(order.path("microtimestamp").asLong()).isEqualTo(record.timestamp());
          assertThat(order.path("price").isNumber()).isTrue();
        }
        assertThat(trades.awaitFrames(1)).isNotEmpty();
        assertThat(connector.status().at("/tasks/0/state").asText()).isEqualTo("RUNNING");
      }
    }
  }

  private static void assertSameOrder(JsonNode typed, JsonNode frame) {
    JsonNode data = frame.path("data");
    Map<String, String> expected = new HashMap<>();
    data.properties().forEach(field -> expected.put(field.getKey(), field.getValue().asText()));
    for (String twice : List.of("id", "amount", "price")) {
      expected.put(twice, expected.remove(twice + "_str"));
    }
    for (String beside : List.of("event", "channel", "event_id", "pre_event_id", "order_source")) {
      expected.put(beside, frame.path(beside).asText());
    }
    expected.forEach(
        (name, text) -> assertThat(typed.path(name).asText()).as(name).isEqualTo(text));
    assertThat(typed.path("extra").isNull()).isTrue();
  }

  private static Simulator exchange() throws IOException {
    return Simulator.start(SimulatorOptions.defaults().markets("btcusd", "ethusd").speed(10));
  }

  private static Map<String, String> typed(Simulator exchange, String topic) {
    Map<String, String> config = Deployment.reading(exchange, topic);
    config.put("channels", ALL_CHANNELS);
    config.put("markets", "btcusd,ethusd");
    config.put("value.format", "struct");
    config.put("value.converter", JSON);
    config.put("value.converter.schemas.enable", "false");
    return config;
  }

  private TopicReader reader(String topic) {
    return new TopicReader(worker.bootstrapServers(), topic);
  }
}
