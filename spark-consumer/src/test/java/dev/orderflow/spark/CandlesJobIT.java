package dev.orderflow.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.runtime.FreePorts;
import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.candle.CandleSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The candles job on a real topic, submitted as users submit it. */
class CandlesJobIT {

  private static final Duration END = Duration.ofMinutes(4);

  /** Rows of what is not over depend on the batches, all others do not. */
  private static final String NOT_PAST_END = "\"reason\":\"not_past_end\"";

  private static final String[] MARKETS = {"btcusd", "ethusd", "xrpusd"};
  private static final CandleSettings SETTINGS =
      new CandleSettings(
          Stream.of("1s", "1m", "5m").map(Interval::parse).toList(),
          60_000_000,
          1_000_000,
          CandleSettings.Empty.NONE);

  @TempDir private static Path directory;
  private static Broker broker;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = Broker.start(directory);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void publishesWhatThePlainSeriesDoesAndNothingTwiceThroughKills() throws Exception {
    broker.createTopic("killed", MARKETS.length);
    TradeFeed feed = new TradeFeed("killed", 1).write(20_000, MARKETS);
    broker.write(feed.records());
    Random random = new Random(1);

    int lives = 0;
    boolean ended = false;
    while (!ended) {
      try (SubmittedJob job =
          candles("killed", "--max-offsets-per-trigger", "3000", "--progress-every", "0s")) {
        if (lives < 2) {
          int batches = 2 + random.nextInt(5);
          job.awaitLine(
              line -> job.lines("progress").size() >= batches || line.startsWith("summary "));
        } else {
          assertThat(job.exitCode(END)).as("%s", job).isZero();
          ended = true;
        }
      }
      lives++;
    }

    Map<String, List<String>> published = byMarket(broker.read("killed.candles"));
    PlainCandles plain = new PlainCandles(SETTINGS);
    assertThat(published).isEqualTo(byMarket(plain.all(feed.records())));
    assertThat(
            broker.read("killed.completeness").stream()
                .peek(row -> assertThat(row).contains("\"record\":{\"event\":\""))
                .map(row -> row.replaceAll("\"record\":\\{[^}]*}", "\"record\":{}")))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(plain.completeness());
    List<String> rejected = broker.read("killed.rejected");
    assertThat(rejected.stream().filter(value -> !value.contains("\"reason\":\"late: ")))
        .hasSize(feed.unusable());
    assertThat(rejected).doesNotHaveDuplicates();
  }

  @Test
  @Tag("full")
  void tablesHoldTheFinalCandlesWhateverTheBatches() throws Exception {
    broker.createTopic("tables", MARKETS.length);
    TradeFeed feed = new TradeFeed("tables", 2).write(6_000, MARKETS);
    broker.write(feed.records());
    Path first = directory.resolve("first-table");
    Path second = directory.resolve("second-table");

    try (SubmittedJob job =
        candles(
            "tables",
            "--table",
            first.toString(),
            "--show-every",
            "1s",
            "--max-offsets-per-trigger",
            "4000")) {
      assertThat(job.exitCode(END)).as("%s", job).isZero();
      assertThat(job.lines())
          .anyMatch(
              line ->
                  line.matches(
                      "btcusd +1m +(2025-12-31T23:5|2026-01-01T00:0).:00Z .* (complete|INCOMPLETE [0-9]+ ms missing).*"));
      assertThat(job.lines("summary"))
          .singleElement()
          .asString()
          .matches(
              "summary job=candles batches=[0-9]+ rows=[0-9]+ connector=[0-9]+ candles=[0-9]+"
                  + " final=[0-9]+ incomplete=[0-9]+ revisions=[0-9]+ completeness=[0-9]+"
                  + " rejected=[0-9]+");
    }
    String[] again = {
      "--checkpoint",
      directory.resolve("second-checkpoint").toString(),
      "--candles-topic",
      "tables.again",
      "--table",
      second.toString()
    };
    try (SubmittedJob job =
        SubmittedJob.submitWith(
            directory,
            Map.of("spark.sql.session.timeZone", "Pacific/Auckland"),
            arguments("tables", again))) {
      assertThat(job.exitCode(END)).as("%s", job).isZero();
    }
    List<String> finals =
        new PlainCandles(SETTINGS)
            .of(feed.records()).values().stream()
                .flatMap(List::stream)
                .filter(value -> value.contains("\"final\":true"))
                .sorted()
                .toList();
    assertThat(finals).isNotEmpty();
    try (CandleTables tables = new CandleTables()) {
      assertThat(tables.read(first, "parquet")).isEqualTo(finals);
      assertThat(tables.read(second, "parquet")).isEqualTo(finals);
    }
    assertThat(days(first)).containsExactly("day=2025-12-31", "day=2026-01-01");
    assertThat(days(second)).isEqualTo(days(first));
  }

  private static List<String> days(Path table) throws IOException {
    try (Stream<Path> days = Files.list(table.resolve("market=btcusd"))) {
      return days.map(day -> day.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  @Tag("full")
  void recordsDeletedBeforeTheyWereReadAreNamedOrMarked() throws Exception {
    broker.createTopic("aged", 1);
    List<ProducerRecord<String, String>> all =
        new TradeFeed("aged", 3).write(3_000, "btcusd").records();
    broker.write(all.subList(0, 4_000));
    try (SubmittedJob job = candles("aged")) {
      assertThat(job.exitCode(END)).as("%s", job).isZero();
    }
    broker.write(all.subList(4_000, all.size()));
    broker.delete("aged", 0, 5_000);

    try (SubmittedJob job = candles("aged")) {
      assertThat(job.exitCode(END)).isEqualTo(2);
      assertThat(job.messages())
          .contains(
              "error: Kafka has deleted records that were not read yet: aged-0 offsets 4000 to 4999"
                  + " (--no-fail-on-data-loss");
    }
    try (SubmittedJob job = candles("aged", "--no-fail-on-data-loss")) {
      assertThat(job.exitCode(END)).as("%s", job).isZero();
      assertThat(job.messages())
          .contains("aged-0 offsets 4000 to 4999; what they were part of is incomplete");
    }

    List<String> seconds =
        broker.read("aged.candles").stream()
            .filter(value -> value.contains("\"interval\":\"1s\""))
            .toList();
    Instant last = Instant.ofEpochMilli(all.get(5_000).timestamp()).truncatedTo(ChronoUnit.SECONDS);
    Instant second =
        Instant.ofEpochMilli(all.get(3_999).timestamp() + 1_000).truncatedTo(ChronoUnit.SECONDS);
    assertThat(second).isBefore(last.minusSeconds(30));
    for (; second.isBefore(last); second = second.plusSeconds(1)) {
      String start = "\"start\":\"" + second + '"';
      assertThat(seconds)
          .filteredOn(value -> value.contains(start))
          .last()
          .asString()
          .contains("\"complete\":false,\"reason\":\"lost\",\"proven\":null,\"missing_ms\":1000,");
    }
    assertThat(broker.read("aged.rejected")).noneMatch(value -> value.contains("is not known"));
  }

  /** A quiet market has its first record behind a loss in a run that began long after it. */
  @Test
  @Tag("full")
  void aMarketThatIsHeardOfLateIsToldOfALossOfAnEarlierRun() throws Exception {
    broker.createTopic("quiet", 1);
    List<ProducerRecord<String, String>> btc =
        new TradeFeed("quiet", 3).write(300, "btcusd").records();
    List<ProducerRecord<String, String>> eth =
        new TradeFeed("quiet", 4).write(100, "ethusd").records();
    broker.write(eth.subList(0, 100));
    broker.write(btc.subList(0, 100));
    try (SubmittedJob job = candles("quiet")) {
      assertThat(job.exitCode(END)).as("%s", job).isZero();
    }
    broker.write(btc.subList(100, 300));
    broker.delete("quiet", 0, 300);
    try (SubmittedJob job = candles("quiet", "--no-fail-on-data-loss")) {
      assertThat(job.exitCode(END)).as("%s", job).isZero();
    }

    ProducerRecord<String, String> last = eth.get(99);
    broker.write(eth.subList(200, eth.size()));
    try (SubmittedJob job = candles("quiet")) {
      assertThat(job.exitCode(END)).as("%s", job).isZero();
    }

    Instant second = Instant.ofEpochMilli(last.timestamp() + 1_000).truncatedTo(ChronoUnit.SECONDS);
    assertThat(broker.read("quiet.candles"))
        .filteredOn(value -> value.contains("\"market\":\"ethusd\",\"interval\":\"1s\""))
        .filteredOn(value -> value.contains("\"start\":\"" + second + '"'))
        .last()
        .asString()
        .contains("\"complete\":false,\"reason\":\"lost\"");
  }

  @Test
  @Tag("full")
  void aSecondLossStopsAJobThatWasToldToGoOnOverTheFirst() throws Exception {
    broker.createTopic("twice", 1);
    List<ProducerRecord<String, String>> all =
        new TradeFeed("twice", 6).write(3_000, "btcusd").records();
    broker.write(all.subList(0, 1_000));
    try (SubmittedJob job = candles("twice")) {
      assertThat(job.exitCode(END)).as("%s", job).isZero();
    }
    broker.write(all.subList(1_000, all.size()));
    broker.delete("twice", 0, 1_300);

    try (SubmittedJob job =
        candles(
            "twice",
            "--no-fail-on-data-loss",
            "--trigger",
            "5s",
            "--max-offsets-per-trigger",
            "100",
            // Otherwise a client has what is deleted in its memory.
            "--kafka",
            "max.poll.records=100",
            "--progress-every",
            "0s")) {
      // The first batches hold nothing but deleted records; the second one that does not is strict.
      job.awaitLine(line -> line.startsWith("progress ") && line.contains(" batch=5 "));
      broker.delete("twice", 0, all.size());

      assertThat(job.exitCode(END)).as("%s", job).isEqualTo(1);
      assertThat(job.messages())
          .contains("error: the query failed: ", "it reads on without the lost records)");
    }
  }

  @Test
  @Tag("full")
  void bothDeliveriesPublishTheSameRecords() throws Exception {
    broker.createTopic("delivered", 1);
    broker.write(new TradeFeed("delivered", 10).write(500, "btcusd").records());
    String other = directory.resolve("at-least-once").toString();
    try (SubmittedJob job = candles("delivered")) {
      assertThat(job.exitCode(END)).as("%s", job).isZero();
    }
    try (SubmittedJob job =
        candles(
            "delivered",
            "--delivery",
            "at-least-once",
            "--candles-topic",
            "delivered.again",
            "--checkpoint",
            other)) {
      assertThat(job.exitCode(END)).as("%s", job).isZero();
    }

    assertThat(broker.recordsWithHeaders("delivered.again"))
        .isNotEmpty()
        .allMatch(text -> text.contains("received_at="))
        .isEqualTo(broker.recordsWithHeaders("delivered.candles"));
  }

  @Test
  @Tag("full")
  void topicsMayBeAddedToACheckpoint() throws Exception {
    broker.createTopic("grown", 1);
    broker.createTopic("grown.too", 1);
    TradeFeed bitcoin = new TradeFeed("grown", 7).write(500, "btcusd");
    TradeFeed ether = new TradeFeed("grown.too", 8).write(500, "ethusd");
    broker.write(bitcoin.records());
    broker.write(ether.records());
    try (SubmittedJob job = candles("grown")) {
      assertThat(job.exitCode(END)).as("%s", job).isZero();
    }
    try (SubmittedJob job = candles("grown", "--topic", "grown,grown.too")) {
      assertThat(job.exitCode(END)).as("%s", job).isZero();
    }

    List<String> expected = new ArrayList<>(new PlainCandles(SETTINGS).all(bitcoin.records()));
    expected.addAll(new PlainCandles(SETTINGS).all(ether.records()));
    assertThat(finals(broker.read("grown.candles"))).isNotEmpty().isEqualTo(finals(expected));
  }

  private static List<String> finals(List<String> candles) {
    return candles.stream().filter(value -> value.contains("\"final\":true")).sorted().toList();
  }

  @Test
  @Tag("full")
  void aTopicThatIsCompactedWhileTheJobRunsEndsItAndIsNamed() throws Exception {
    broker.createTopic("turned", 1);
    broker.write(new TradeFeed("turned", 6).write(100, "btcusd").records());
    try (SubmittedJob job = candles("turned", "--trigger", "0s", "--progress-every", "0s")) {
      job.awaitLine(line -> line.startsWith("progress "));
      broker.set("turned", "cleanup.policy", "compact");

      assertThat(job.exitCode(END)).as("%s", job).isEqualTo(2);
      assertThat(job.messages())
          .contains("error: topic 'turned' (--topic) is compacted (cleanup.policy)")
          .doesNotContain("\tat ");
    }
  }

  /** Nobody tells that it was compacted once, but that records are not there. */
  @Test
  @Tag("full")
  void recordsThatWereCompactedAwayEndTheJobAndAreNamed() throws Exception {
    broker.createTopic(
        "once",
        1,
        Map.of(
            "cleanup.policy", "compact",
            "segment.ms", "1000",
            "min.cleanable.dirty.ratio", "0.01",
            "max.compaction.lag.ms", "1000"));
    List<ProducerRecord<String, String>> all =
        new TradeFeed("once", 6).write(300, "btcusd").records();
    // Each of these has a key of its own and stays.
    List<ProducerRecord<String, String>> kept = new ArrayList<>();
    for (ProducerRecord<String, String> each : all.subList(0, 50)) {
      kept.add(
          new ProducerRecord<>(
              "once", 0, each.timestamp(), "k" + kept.size(), each.value(), each.headers()));
    }
    broker.write(kept);
    AtomicInteger written = new AtomicInteger();
    Awaitility.await()
        .atMost(END)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              broker.write(all);
              int records = written.addAndGet(all.size());
              return broker.read("once").size() < records - 200;
            });
    broker.set("once", "cleanup.policy", "delete");
    broker.write(all);

    try (SubmittedJob job = candles("once")) {
      assertThat(job.exitCode(END)).as("%s", job).isEqualTo(1);
      assertThat(job.messages())
          .contains("error: the query failed: once-0 has no records from offset ")
          .contains("cleanup.policy=compact");
    }
  }

  @Test
  @Tag("full")
  void aCompactedTopicThatAPatternMeetsLaterEndsTheJobAndIsNamed() throws Exception {
    broker.createTopic("met.one", 1);
    broker.write(new TradeFeed("met.one", 6).write(100, "btcusd").records());
    List<String> arguments = new ArrayList<>(List.of(arguments("met", "--trigger", "0s")));
    int topic = arguments.indexOf("--topic");
    arguments.set(topic, "--topic-pattern");
    arguments.set(topic + 1, "met[.](one|two)");
    arguments.addAll(List.of("--progress-every", "0s"));
    try (SubmittedJob job = SubmittedJob.submit(directory, arguments.toArray(String[]::new))) {
      job.awaitLine(line -> line.startsWith("progress "));
      broker.createTopic("met.two", 1, Map.of("cleanup.policy", "compact"));

      assertThat(job.exitCode(END)).as("%s", job).isEqualTo(2);
      assertThat(job.messages()).contains("topic 'met.two' (--topic) is compacted");
    }
  }

  @Test
  @Tag("full")
  void anOutputTopicThatIsDeletedUnderAJobIsNamed() throws Exception {
    broker.createTopic("robbed", 1);
    List<ProducerRecord<String, String>> all =
        new TradeFeed("robbed", 9).write(1_000, "btcusd").records();
    broker.write(all.subList(0, 500));

    try (SubmittedJob job = candles("robbed", "--trigger", "0s", "--kafka", "max.block.ms=5000")) {
      job.awaitLine(line -> line.startsWith("progress "));
      broker.deleteTopic("robbed.candles");
      broker.write(all.subList(500, all.size()));

      assertThat(job.exitCode(END)).as("%s", job).isEqualTo(1);
      assertThat(job.messages())
          .contains("error: the query failed: ", "(topic robbed.candles does not exist any more)");
    }
  }

  @Test
  @Tag("full")
  void itsNumbersAreInSparksOwnPrometheusSink() throws Exception {
    broker.createTopic("measured", 1);
    broker.write(new TradeFeed("measured", 4).write(500, "btcusd").records());
    int port = FreePorts.next();
    try (SubmittedJob job =
        SubmittedJob.submitWith(
            directory,
            Map.of(
                "spark.ui.enabled",
                "true",
                "spark.ui.port",
                Integer.toString(port),
                "spark.metrics.namespace",
                "orderflow",
                "spark.metrics.conf.*.sink.prometheusServlet.class",
                "org.apache.spark.metrics.sink.PrometheusServlet",
                "spark.metrics.conf.*.sink.prometheusServlet.path",
                "/metrics/prometheus"),
            arguments("measured", "--trigger", "0s", "--progress-every", "0s"))) {
      job.awaitLine(line -> line.startsWith("progress "));
      String metrics =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + port + "/metrics/prometheus/"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      assertThat(metrics)
          .containsPattern("orderflow_candles[^ ]* [1-9]")
          .containsPattern("orderflow_incomplete[^ ]* [0-9]")
          .containsPattern("orderflow_behind_rows[^ ]* 0")
          .containsPattern("orderflow_state_bytes[^ ]* [1-9]");
    }
  }

  @Test
  @Tag("full")
  void everyClientOfTheJobHasTheSettingsOfASecuredKafka() throws Exception {
    broker.createTopic("secured", 1);
    TradeFeed feed = new TradeFeed("secured", 5).write(500, "btcusd");
    broker.write(feed.records());
    Path right = kafkaOptions("right", "two words");
    Path table = directory.resolve("secured-table");

    try (SubmittedJob job =
        candles(
            "secured",
            "--bootstrap-servers",
            broker.securedServers(),
            "--table",
            table.toString(),
            "@" + right)) {
      assertThat(job.exitCode(END)).as("%s", job).isZero();
    }
    assertThat(byMarket(broker.read("secured.candles")))
        .isEqualTo(byMarket(new PlainCandles(SETTINGS).all(feed.records())));
    assertThat(table.resolve("market=btcusd")).isDirectory();

    try (SubmittedJob job =
        candles(
            "secured",
            "--bootstrap-servers",
            broker.securedServers(),
            "@" + kafkaOptions("wrong", "two  words"))) {
      assertThat(job.exitCode(END)).isEqualTo(2);
      assertThat(job.messages())
          .contains("refuses the credentials (--kafka): Authentication failed")
          .doesNotContain("two  words");
    }
  }

  /** A file as the README describes it. */
  private static Path kafkaOptions(String name, String password) throws IOException {
    return Files.writeString(
        directory.resolve(name + ".options"),
        """
        # kafka.options
        --kafka=security.protocol=SASL_PLAINTEXT
        --kafka=sasl.mechanism=PLAIN
        --kafka=sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="spark" password="%s";
        """
            .formatted(password));
  }

  @Test
  @Tag("full")
  void aCheckpointOfAnotherJobIsRefused() throws Exception {
    broker.createTopic("mine", 1);
    broker.createTopic("other", 1);
    String checkpoint = directory.resolve("claimed").toString();
    try (SubmittedJob job = candles("mine", "--checkpoint", checkpoint)) {
      assertThat(job.exitCode(END)).as("%s", job).isZero();
    }

    try (SubmittedJob job = candles("other", "--checkpoint", checkpoint)) {
      assertThat(job.exitCode(END)).isEqualTo(2);
      assertThat(job.messages()).contains(" belongs to another job: its ");
    }
    Files.createDirectories(directory.resolve("foreign/offsets"));
    try (SubmittedJob job =
        candles("mine", "--checkpoint", directory.resolve("foreign").toString())) {
      assertThat(job.exitCode(END)).isEqualTo(2);
      assertThat(job.messages()).contains("is not empty and was not made by this application");
    }
  }

  private static Map<String, List<String>> byMarket(List<String> values) {
    Map<String, List<String>> byMarket = new TreeMap<>();
    for (String value : values) {
      if (value.contains(NOT_PAST_END)) {
        continue;
      }
      String market = value.substring("{\"market\":\"".length(), value.indexOf("\",\"interval"));
      byMarket.computeIfAbsent(market, m -> new ArrayList<>()).add(value);
    }
    return byMarket;
  }

  private static SubmittedJob candles(String topic, String... options) throws Exception {
    return SubmittedJob.submit(directory, arguments(topic, options));
  }

  private static String[] arguments(String topic, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "candles",
                "--bootstrap-servers",
                broker.bootstrapServers(),
                "--topic",
                topic,
                "--candles-topic",
                topic + ".candles",
                "--rejected-topic",
                topic + ".rejected",
                "--completeness-topic",
                topic + ".completeness",
                "--checkpoint",
                directory.resolve(topic + "-checkpoint").toString(),
                "--intervals",
                "1s,1m,5m",
                "--grace",
                "60s",
                "--trigger",
                "available-now"));
    for (int i = 0; i < options.length; i++) {
      int given = options[i].startsWith("--") ? arguments.indexOf(options[i]) : -1;
      if (given >= 0) {
        arguments.set(given + 1, options[++i]);
      } else {
        arguments.add(options[i]);
      }
    }
    return arguments.toArray(String[]::new);
  }
}
