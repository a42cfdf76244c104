package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.orderflow.integration.continuity.FeedRecord;
import dev.orderflow.runtime.ChildProcess;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import dev.orderflow.simulator.exchange.Candle;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The candles that were published of an exchange, compared by the {@code audit} job with those that
 * the exchange itself serves; then again with one of ours falsified.
 */
@Tag("full")
@ExtendWith(EmbeddedWorker.Shared.class)
class CandleAuditIT {

  private static final String TOPIC = "audited-source";
  private static final String CANDLES = "audited-candles";
  private static final List<String> MARKETS = List.of("btcusd", "ethusd");
  private static final Map<String, Long> STEPS = Map.of("1m", 60L, "3m", 180L);

  /** Exchange seconds in a second: the exchange has no candles shorter than a minute. */
  private static final double SPEED = 20;

  private static final Duration MARKET_TIME = Duration.ofMinutes(16);

  @TempDir private Path directory;

  @Test
  void equalCandlesMatchAndAFalseOneIsToldWithBothVersions(EmbeddedWorker worker) throws Exception {
    try (Simulator exchange =
        Simulator.start(
            SimulatorOptions.defaults()
                .seed(11)
                .speed(SPEED)
                .rate(100)
                .startTime(Instant.now().minus(Duration.ofHours(1)))
                .markets(MARKETS.toArray(String[]::new)))) {
      publishCandles(worker, exchange);

      Map<String, JsonNode> first = audit(worker, exchange, 0);
      assertThat(first.keySet())
          .containsExactly("btcusd|1m", "btcusd|3m", "ethusd|1m", "ethusd|3m");
      first.values().forEach(CandleAuditIT::assertEqual);
      assertThat(first.get("btcusd|1m").path("compared").asLong()).isGreaterThan(4);
      // Reading began within the first. That was received long after its trades, so that what is
      // not known ends five minutes behind them.
      assertThat(first.get("btcusd|1m").path("incomplete").asLong()).isEqualTo(6);

      JsonNode truth = falsify(worker);
      Map<String, JsonNode> second = audit(worker, exchange, 1);
      String key = "ethusd|1m|" + truth.path("start").asText();
      JsonNode mismatch = second.remove(key);
      assertThat(mismatch.path("fields")).extracting(JsonNode::asText).containsExactly("volume");
      assertThat(mismatch.path("ours").path("volume").asText()).isEqualTo("12345");
      assertThat(mismatch.path("ours").path("open")).isEqualTo(truth.path("open"));
      assertVenue(mismatch.path("venue"), exchange, truth.path("start").asText());

      JsonNode summary = second.remove("ethusd|1m");
      long compared = summary.path("compared").asLong();
      assertThat(summary.path("mismatches").asLong()).isEqualTo(1);
      assertThat(new BigDecimal(summary.path("match_rate").asText()))
          .isEqualByComparingTo(
              BigDecimal.valueOf(compared - 1)
                  .divide(BigDecimal.valueOf(compared), 6, RoundingMode.DOWN));
      second.values().forEach(CandleAuditIT::assertEqual);
    }
  }

  @Test
  void aTopicThatIsNotThereIsNoAuditWithoutFindings(EmbeddedWorker worker) throws Exception {
    try (ChildProcess job =
        SparkJobs.start(
            directory,
            List.of(
                "audit",
                "--bootstrap-servers=" + worker.bootstrapServers(),
                "--candles-topic=audited-nothing",
                "--audit-topic=audited-findings"))) {
      assertThat(job.exitCode(SparkJobs.LIMIT)).isEqualTo(1);
      assertThat(job.toString())
          .contains(
              "error: the audit failed: topic 'audited-nothing' (--candles-topic) does not exist");
    }
  }

  private static void assertEqual(JsonNode summary) {
    assertThat(summary.path("type").asText()).isEqualTo("summary");
    assertThat(summary.path("compared").asLong()).isPositive();
    assertThat(summary.path("mismatches").asLong()).isZero();
    assertThat(summary.path("match_rate").asText()).isEqualTo("1");
  }

  private static void assertVenue(JsonNode venue, Simulator exchange, String start) {
    Candle truth =
        exchange.truth().candles("ethusd", 60).stream()
            .filter(candle -> candle.start() == Instant.parse(start).getEpochSecond())
            .findFirst()
            .orElseThrow();
    assertThat(number(venue, "open")).isEqualByComparingTo(truth.open());
    assertThat(number(venue, "high")).isEqualByComparingTo(truth.high());
    assertThat(number(venue, "low")).isEqualByComparingTo(truth.low());
    assertThat(number(venue, "close")).isEqualByComparingTo(truth.close());
    assertThat(number(venue, "volume")).isEqualByComparingTo(truth.volume());
  }

  private static BigDecimal number(JsonNode node, String name) {
    return new BigDecimal(node.path(name).asText());
  }

  private void publishCandles(EmbeddedWorker worker, Simulator exchange) throws Exception {
    Map<String, String> config = Deployment.reading(exchange, TOPIC);
    config.put("channels", "live_orders,live_trades");
    config.put("markets", String.join(",", MARKETS));
    try (Deployment connector = Deployment.of(worker.rest(), TOPIC, config)) {
      RunningFeed.awaitPassed(exchange, MARKET_TIME);
      exchange.halt();
      assertThat(connector.name()).isEqualTo(TOPIC);
    }
    try (ChildProcess job =
        SparkJobs.start(
            directory,
            List.of(
                "candles",
                "--bootstrap-servers=" + worker.bootstrapServers(),
                "--topic=" + TOPIC,
                "--candles-topic=" + CANDLES,
                "--rejected-topic=audited-rejected",
                "--checkpoint=" + directory.resolve("checkpoint"),
                "--intervals=" + String.join(",", STEPS.keySet()),
                "--grace=5s",
                "--trigger=available-now"))) {
      assertThat(job.exitCode(SparkJobs.LIMIT)).as("%s", job).isZero();
    }
  }

  /** The findings of one audit by key. */
  private Map<String, JsonNode> audit(EmbeddedWorker worker, Simulator exchange, int mismatches)
      throws Exception {
    String topic = "audited-findings-" + mismatches;
    try (ChildProcess job =
        SparkJobs.start(
            directory,
            List.of(
                "audit",
                "--bootstrap-servers=" + worker.bootstrapServers(),
                "--candles-topic=" + CANDLES,
                "--audit-topic=" + topic,
                "--http-url=" + exchange.httpUrl(),
                "--intervals=" + String.join(",", STEPS.keySet())))) {
      assertThat(job.exitCode(SparkJobs.LIMIT)).as("%s", job).isZero();
      assertThat(job.output().lines())
          .contains("summary job=audit mismatches=" + mismatches)
          .filteredOn(line -> line.startsWith("audit {\"type\":\"summary\""))
          .hasSize(MARKETS.size() * STEPS.size());
    }
    Map<String, JsonNode> findings = new TreeMap<>();
    TopicScan.read(
        worker.bootstrapServers(),
        topic,
        record -> findings.put(record.key(), FeedRecord.json(record.value())));
    return findings;
  }

  /** Publishes another revision of a candle that was right, with a volume that is not. */
  private static JsonNode falsify(EmbeddedWorker worker) throws Exception {
    List<JsonNode> candles = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    TopicScan.read(
        worker.bootstrapServers(),
        CANDLES,
        record -> {
          JsonNode candle = FeedRecord.json(record.value());
          if (record.key().startsWith("ethusd|1m|")
              && candle.path("final").asBoolean()
              && candle.path("complete").asBoolean()) {
            keys.add(record.key());
            candles.add(candle);
          }
        });
    ObjectNode changed = candles.get(1).deepCopy();
    changed.put("volume", "12345");
    changed.put("revision", changed.path("revision").asInt() + 1);
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", worker.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>(CANDLES, keys.get(1), changed.toString())).get();
    }
    return candles.get(1);
  }
}
