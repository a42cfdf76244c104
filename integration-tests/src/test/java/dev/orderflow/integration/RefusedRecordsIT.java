package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orderflow.integration.continuity.Continuity;
import dev.orderflow.integration.continuity.FeedRecord;
import dev.orderflow.integration.continuity.WebSocketSubscriber;
import dev.orderflow.runtime.ConnectRest;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a broker would refuse is prevented; what it refused or a filter dropped is declared. */
@ExtendWith(EmbeddedWorker.Shared.class)
class RefusedRecordsIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String ORDERS = "live_orders_btcusd";
  private static final String DIFF = "diff_order_book_btcusd";
  private static final String GAP = "orderflow:gap";
  private static final String SNAPSHOT = "orderflow:snapshot";
  private static final String STRING = "org.apache.kafka.connect.storage.StringConverter";
  private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";

  /** What Kafka, the key and the headers take beside a value, about. */
  private static final int AROUND_A_VALUE = 250;

  /** Of a topic that takes each frame of {@link #script} but the third. */
  private static final int SMALL = 4_000;

  /** A broker judges by its own clock what lies in the future. */
  private final OrderFrames frames =
      new OrderFrames(Instant.now().truncatedTo(ChronoUnit.SECONDS).toEpochMilli() * 1_000);

  private final EmbeddedWorker worker;

  RefusedRecordsIT(EmbeddedWorker worker) {
    this.worker = worker;
  }

  @Test
  void aTolerantTaskDeclaresTheOrderThatTheTopicRefused() throws Exception {
    createTopic("refused-order", SMALL);
    try (StubServers stubs = new StubServers();
        Deployment connector = run("refused-order", stubs, script(), "errors.tolerance", "all");
        TopicReader topic = read("refused-order")) {
      assertThirdIsDeclared(topic);
      assertThat(topic.frames())
          .extracting(FeedRecord::value)
          .containsExactly(frame(1), frame(2), frame(4), frame(5));
      assertThat(TaskMetrics.value(connector.name(), "records-not-written-total")).hasValue(1);
      connector.awaitTask("RUNNING");

      // Its offset is the first that knows all before it to be settled.
      topic.awaitRecord("a proof", record -> is(record, "orderflow:proof"));
      connector.restart();
      topic.awaitRecord(
          "a session that goes on", record -> data(record).path("continues").asBoolean());
      connector.awaitTask("RUNNING");
      assertThirdIsDeclared(topic);
    }
  }

  /** Until the limit is raised the topic takes about every other frame of the book. */
  @Test
  @Tag("full")
  void aTolerantTaskDeclaresEveryRunOfBookFramesThatTheTopicRefused() throws Exception {
    try (Simulator exchange =
            Simulator.start(SimulatorOptions.defaults().rate(1_000).bookOrders(500));
        WebSocketSubscriber subscriber = WebSocketSubscriber.of(exchange, List.of(ORDERS, DIFF))) {
      await().atMost(LIMIT).until(() -> subscriber.frames(DIFF).size() >= 20);
      int limit = medianLength(subscriber.frames(DIFF)) + AROUND_A_VALUE;
      createTopic("refused-frames", limit);
      Map<String, String> config = Deployment.reading(exchange, "refused-frames");
      Deployment.with(config, "channels", "live_orders,diff_order_book");
      Deployment.with(config, "snapshot.part.bytes", "1000", "errors.tolerance", "all");
      try (Deployment connector = Deployment.of(worker.rest(), "refused-frames", config);
          TopicReader topic = read("refused-frames")) {
        await().atMost(LIMIT).until(() -> of(topic, DIFF, GAP).size() >= 3);
        raiseLimit("refused-frames");
        topic.awaitRecord("a frame above the limit", record -> record.value().length() > limit);
        await()
            .atMost(LIMIT)
            .untilAsserted(
                () ->
                    assertThat(TaskMetrics.value(connector.name(), "records-not-written-total"))
                        .hasValue(missing(of(topic, DIFF, GAP))));

        assertThat(of(topic, DIFF, GAP)).hasSizeGreaterThanOrEqualTo(3);
        assertGapsHoldWhatIsMissing(topic, subscriber.frames(DIFF));
        List<FeedRecord> orders = of(topic, ORDERS, "order_");
        assertThat(subscriber.frames(ORDERS))
            .containsSubsequence(orders.stream().map(FeedRecord::value).toList());
        Continuity.assertUnbrokenChain(orders);
        List<FeedRecord> gaps = of(topic, DIFF, GAP);
        topic.awaitRecord(
            "a book behind the last gap",
            record ->
                record.offset() > gaps.get(gaps.size() - 1).offset()
                    && is(record, SNAPSHOT)
                    && record.channel().equals(DIFF));
        connector.awaitTask("RUNNING");
      }
    }
  }

  @Test
  void anIntolerantTaskFailsOnARefusalUntilFramesAreCutBelowTheLimit() throws Exception {
    createTopic("refused-fatal", SMALL);
    try (StubServers stubs = new StubServers();
        Deployment connector = run("refused-fatal", stubs, script());
        TopicReader topic = read("refused-fatal")) {
      assertThat(connector.awaitTask("FAILED").path("trace").asText())
          .contains("RecordTooLargeException");
      connector.restart();
      connector.awaitTask("FAILED");
      assertThat(topic.frames()).extracting(FeedRecord::value).doesNotContain(frame(3));

      ConnectRest.Reply changed =
          worker
              .rest()
              .put(
                  "/connectors/" + connector.name() + "/config",
                  config("refused-fatal", stubs, script(), "frame.max.bytes", "3000"));
      assertThat(changed.ok()).as("%s", changed).isTrue();

      FeedRecord cut = topic.awaitRecord("the cut frame", record -> is(record, "malformed"));
      assertThat(cut.headers().get("error")).startsWith("cut from ");
      assertThat(frame(3)).startsWith(cut.value());
      topic.awaitFrame("the fifth", record -> record.value().equals(frame(5)));
      connector.awaitTask("RUNNING");
    }
  }

  @Test
  void anEventOfTheFutureIsWrittenWithAnotherTimeThanItsOwn() {
    long ahead = frames.micros(2) + Duration.ofHours(2).toNanos() / 1_000;
    List<String> script = script();
    script.set(2, frames.order(3, 2, ahead));
    try (StubServers stubs = new StubServers();
        Deployment connector = run("future", stubs, script);
        TopicReader topic = read("future")) {
      topic.awaitFrame("the fifth", record -> record.value().equals(frame(5)));

      assertThat(topic.frames()).extracting(FeedRecord::value).containsExactlyElementsOf(script);
      FeedRecord clamped = topic.frames().get(2);
      assertThat(clamped.headers()).containsEntry("event_time_clamped", String.valueOf(ahead));
      assertThat(clamped.timestamp()).isLessThanOrEqualTo(Instant.now().toEpochMilli());
      assertThat(topic.frames().get(3).headers()).doesNotContainKey("event_time_clamped");
      connector.awaitTask("RUNNING");
    }
  }

  @Test
  void aTradeOfTheFutureIsWrittenWithAnotherTimeThanItsOwn() {
    long ahead = frames.micros(2) + Duration.ofHours(2).toNanos() / 1_000;
    List<String> script =
        List.of(trade(1, frames.micros(1)), trade(2, ahead), trade(3, frames.micros(3)));
    List<String> all = new ArrayList<>(script);
    all.add(0, StubServers.SUBSCRIBED.replace("live_orders", "live_trades"));
    try (StubServers stubs = new StubServers();
        Deployment connector = run("future-trade", stubs, all, "channels", "live_trades");
        TopicReader topic = read("future-trade")) {
      topic.awaitFrame("the third", record -> record.value().equals(script.get(2)));

      assertThat(topic.frames()).extracting(FeedRecord::value).containsExactlyElementsOf(script);
      assertThat(topic.frames().get(1).headers())
          .containsEntry("event_time_clamped", String.valueOf(ahead));
      connector.awaitTask("RUNNING");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {STRING, JSON})
  void aBookLargerThanTheTopicTakesComesInParts(String converter) throws Exception {
    String name = "large-book-" + (converter.equals(JSON) ? "struct" : "raw");
    createTopic(name, 260_000);
    try (Simulator exchange = Simulator.start(SimulatorOptions.defaults().bookOrders(12_000))) {
      Map<String, String> config = Deployment.reading(exchange, name);
      Deployment.with(config, "value.format", converter.equals(JSON) ? "struct" : "raw");
      Deployment.with(config, "value.converter", converter);
      Deployment.with(config, "value.converter.schemas.enable", "false");
      try (Deployment connector = Deployment.of(worker.rest(), name, config);
          TopicReader topic = read(name)) {
        FeedRecord last =
            topic.awaitRecord(
                "the last part",
                record ->
                    is(record, SNAPSHOT)
                        && data(record).path("part").equals(data(record).path("parts")));

        List<JsonNode> parts =
            of(topic, ORDERS, SNAPSHOT).stream().map(RefusedRecordsIT::data).toList();
        assertThat(parts).hasSizeGreaterThan(2);
        assertThat(parts)
            .extracting(part -> part.path("part").asInt())
            .containsExactlyElementsOf(
                IntStream.rangeClosed(1, data(last).path("parts").asInt()).boxed().toList());
        assertThat(parts.stream().mapToInt(RefusedRecordsIT::rows).sum()).isGreaterThan(10_000);
        connector.awaitTask("RUNNING");
      }
    }
  }

  @Test
  void whatAFilterDropsIsDeclared() {
    List<String> script = script();
    script.set(2, frames.order(3, 2).replace("\"price_str\":\"1.00\"", "\"price_str\":\"cheap\""));
    Map<String, String> filter =
        Map.of(
            "transforms", "drop",
            "transforms.drop.type", "org.apache.kafka.connect.transforms.Filter",
            "transforms.drop.predicate", "misfit",
            "predicates", "misfit",
            "predicates.misfit.type", "org.apache.kafka.connect.transforms.predicates.HasHeaderKey",
            "predicates.misfit.name", "error");
    try (StubServers stubs = new StubServers()) {
      Map<String, String> config = config("filtered", stubs, script, "value.format", "struct");
      Deployment.with(config, "value.converter", JSON, "value.converter.schemas.enable", "false");
      config.putAll(filter);
      try (Deployment connector = Deployment.of(worker.rest(), "filtered", config);
          TopicReader topic = read("filtered")) {
        assertThirdIsDeclared(topic);
        assertThat(topic.frames())
            .extracting(record -> record.frame().path("event_id").asText())
            .containsExactlyElementsOf(IntStream.of(1, 2, 4, 5).mapToObj(frames::eventId).toList());
        connector.awaitTask("RUNNING");
      }
    }
  }

  /** The connector cannot see the worker's own settings; only what becomes of records tells. */
  @Test
  @Tag("full")
  void aWorkerWhoseProducerDoesNotWaitProvesNothingAndSaysSoOnce() throws Exception {
    try (EmbeddedWorker hasty = EmbeddedWorker.start("hasty", Map.of("producer.acks", "0"));
        CapturedLogs logs = new CapturedLogs();
        Simulator exchange = Simulator.start(SimulatorOptions.defaults().rate(50))) {
      Map<String, String> config = Deployment.reading(exchange, "unconfirmed");
      Deployment.with(config, "channels", "live_orders,live_trades", "proof.interval.ms", "10");
      try (Deployment connector = Deployment.of(hasty.rest(), "unconfirmed", config);
          TopicReader topic = new TopicReader(hasty.bootstrapServers(), "unconfirmed")) {
        Continuity.assertUnbrokenChain(of(topic.awaitFrames(500)));
        assertThat(topic.all()).noneMatch(record -> is(record, "orderflow:proof"));
        assertThat(topic.all()).noneMatch(record -> is(record, GAP));
        assertThat(logs.lines())
            .filteredOn(line -> line.text().contains("acks=0"))
            .singleElement()
            .satisfies(line -> assertThat(line.text()).contains("nothing is proven"));
        connector.awaitTask("RUNNING");
      }
    }
  }

  private static List<FeedRecord> of(List<FeedRecord> frames) {
    return frames.stream().filter(frame -> frame.channel().equals(ORDERS)).toList();
  }

  private void assertThirdIsDeclared(TopicReader topic) {
    topic.awaitRecord("a gap", record -> is(record, GAP));
    assertThat(of(topic, ORDERS, GAP))
        .singleElement()
        .satisfies(
            record -> {
              JsonNode gap = data(record);
              assertThat(gap.path("reason").asText()).isEqualTo("not-written");
              assertThat(gap.path("repaired").asBoolean()).isFalse();
              assertThat(gap.path("from_event_id").asText()).isEqualTo(frames.eventId(2));
              assertThat(gap.path("to_event_id").asText()).isEqualTo(frames.eventId(4));
              assertThat(gap.path("missing").asLong()).isEqualTo(1);
            });
  }

  /** Each gap tells how many frames between its bounds are missing; none is outside of them all. */
  private static void assertGapsHoldWhatIsMissing(TopicReader topic, List<String> sent) {
    List<String> written = of(topic, DIFF, "data").stream().map(FeedRecord::value).toList();
    List<Long> lost =
        sent
            .subList(sent.indexOf(written.get(0)), sent.indexOf(written.get(written.size() - 1)))
            .stream()
            .filter(frame -> !written.contains(frame))
            .map(frame -> FeedRecord.json(frame).at("/data/microtimestamp").asLong())
            .toList();
    assertThat(lost).isNotEmpty();
    long inGaps = 0;
    for (FeedRecord record : of(topic, DIFF, GAP)) {
      JsonNode gap = data(record);
      long from = gap.path("from_microtimestamp").asLong();
      long to = gap.path("to_microtimestamp").asLong();
      long within = lost.stream().filter(time -> from < time && time < to).count();
      // What was refused before the first record is not among the lost: the subscriber was earlier.
      if (from > 0) {
        assertThat(gap.path("missing").asLong()).as("%s", gap).isEqualTo(within);
      }
      inGaps += within;
    }
    assertThat(inGaps).isEqualTo(lost.size());
  }

  private static double missing(List<FeedRecord> gaps) {
    return gaps.stream().mapToLong(gap -> data(gap).path("missing").asLong()).sum();
  }

  private static int medianLength(List<String> texts) {
    return texts.stream().map(String::length).sorted().toList().get(texts.size() / 2);
  }

  /** Five orders, of which the third is long. */
  private List<String> script() {
    return new ArrayList<>(IntStream.rangeClosed(1, 5).mapToObj(this::frame).toList());
  }

  private String frame(int number) {
    String frame = frames.order(number, number - 1);
    return number == 3
        ? frame.replace("\"data\":{", "\"data\":{\"note\":\"" + "x".repeat(2 * SMALL) + "\",")
        : frame;
  }

  private static String trade(int number, long micros) {
    return String.format(
        "{\"data\":{\"id\":%d,\"timestamp\":\"%d\",\"amount\":1,\"amount_str\":\"1.00\",\"price\":1,"
            + "\"price_str\":\"1.00\",\"type\":0,\"microtimestamp\":\"%d\",\"buy_order_id\":7,"
            + "\"sell_order_id\":8},\"channel\":\"live_trades_btcusd\",\"event\":\"trade\"}",
        500 + number, micros / 1_000_000, micros);
  }

  private Deployment run(String name, StubServers stubs, List<String> sent, String... changes) {
    return Deployment.of(worker.rest(), name, config(name, stubs, sent, changes));
  }

  /** Reads frames from an exchange that answers no question. */
  private static Map<String, String> config(
      String topic, StubServers stubs, List<String> sent, String... changes) {
    List<String> all = new ArrayList<>(sent);
    all.add(0, StubServers.SUBSCRIBED);
    Map<String, String> config = Deployment.reading(stubs.answering(403), topic);
    Deployment.with(config, "websocket.url", stubs.webSocket(all.toArray(String[]::new)));
    Deployment.with(config, "repair.timeout.ms", "1000", "snapshots.enabled", "false");
    return Deployment.with(config, changes);
  }

  private TopicReader read(String topic) {
    return new TopicReader(worker.bootstrapServers(), topic);
  }

  private static List<FeedRecord> of(TopicReader topic, String channel, String event) {
    return topic.all().stream()
        .filter(record -> record.channel().equals(channel))
        .filter(record -> record.headers().get("event").startsWith(event))
        .toList();
  }

  private static boolean is(FeedRecord record, String event) {
    return record.headers().get("event").equals(event);
  }

  /** The data of a record of the connector's own, which typed records have without an envelope. */
  private static JsonNode data(FeedRecord record) {
    JsonNode frame = record.frame();
    return frame.has("data") ? frame.path("data") : frame;
  }

  private static int rows(JsonNode part) {
    return part.path("bids").size() + part.path("asks").size();
  }

  private void createTopic(String name, int maxMessageBytes)
      throws ExecutionException, InterruptedException {
    NewTopic topic =
        new NewTopic(name, 1, (short) 1)
            .configs(Map.of("max.message.bytes", String.valueOf(maxMessageBytes)));
    try (Admin admin = admin()) {
      admin.createTopics(List.of(topic)).all().get();
    }
  }

  private void raiseLimit(String topic) throws ExecutionException, InterruptedException {
    ConfigEntry limit = new ConfigEntry("max.message.bytes", "1000000");
    try (Admin admin = admin()) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, topic),
                  List.of(new AlterConfigOp(limit, AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", worker.bootstrapServers()));
  }
}
