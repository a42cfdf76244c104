package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import dev.orderflow.simulator.fault.Fault;
import dev.orderflow.simulator.fault.FaultType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Candles from end to end: several markets of an exchange that fails, the connector in a real
 * worker, the Spark job killed again and again, and every final candle compared with what the
 * exchange traded.
 *
 * <p>{@code -Dcandles.events}, {@code -Dcandles.kills} and {@code -Dcandles.rate} make it as long
 * and as hard as wanted.
 */
@ExtendWith(EmbeddedWorker.Shared.class)
class CandlesIT {

  private static final String TOPIC = "candles-source";
  private static final String CANDLES = "candles-out";
  private static final List<String> MARKETS = List.of("btcusd", "ethusd", "xrpusd");
  private static final Map<String, Long> INTERVALS =
      Map.of("1s", 1_000_000L, "10s", 10_000_000L, "1m", 60_000_000L);
  private static final long GRACE_SECONDS = 15;
  private static final long EVENTS = Long.getLong("candles.events", 60_000);
  private static final int KILLS = Integer.getInteger("candles.kills", 2);
  private static final double RATE = Integer.getInteger("candles.rate", 450);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  @Test
  void everyFinalCandleIsTheTruthOrSaysThatItIsNot(EmbeddedWorker worker) throws Exception {
    try (Simulator exchange =
        Simulator.start(
            SimulatorOptions.defaults()
                .seed(5)
                .rate(RATE)
                .orderDataRows(5_000)
                .markets(MARKETS.toArray(String[]::new)))) {
      Map<String, String> config = RunningFeed.impatient(exchange, TOPIC);
      config.put("markets", String.join(",", MARKETS));
      config.put("repair.timeout.ms", "4000");
      long kills;
      try (Deployment connector = Deployment.of(worker.rest(), TOPIC, config)) {
        kills = runUntilPublished(worker, exchange);
        exchange.faults().clear();
        RunningFeed.awaitPassed(exchange, Duration.ofSeconds(GRACE_SECONDS + 8));
        exchange.halt();
        assertThat(connector.status().path("tasks").path(0).path("state").asText())
            .isEqualTo("RUNNING");
      }
      try (SparkProcess rest = candles(worker, "available-now")) {
        assertThat(rest.awaitExit()).as("%s", rest).isZero();
      }
      Figures figures = compare(worker, exchange);
      report(figures, kills, exchange);
    }
  }

  /** Disturbs the exchange and kills the job until enough has happened; the job is dead then. */
  private long runUntilPublished(EmbeddedWorker worker, Simulator exchange) throws Exception {
    Random random = new Random(7);
    long kills = 0;
    long step = EVENTS / (KILLS + 1);
    await().until(() -> published(exchange) > EVENTS / 50);
    while (published(exchange) < EVENTS || kills < KILLS) {
      try (SparkProcess job = candles(worker, "0s")) {
        job.awaitText("progress ");
        long until = Math.min(EVENTS, published(exchange) + step / 2 + random.nextLong(step));
        while (published(exchange) < until) {
          assertThat(job.isAlive()).as("%s", job).isTrue();
          disturb(exchange, random);
          RunningFeed.awaitPassed(exchange, Duration.ofMillis(500 + random.nextInt(1_500)));
        }
        job.kill();
        kills++;
      }
    }
    return kills;
  }

  private static void disturb(Simulator exchange, Random random) {
    switch (random.nextInt(8)) {
      case 0 -> exchange.faults().inject(Fault.of(FaultType.DROP));
      case 1 -> exchange.faults().inject(Fault.of(FaultType.LOSE).count(300));
      case 2 -> exchange.faults().inject(Fault.of(FaultType.DUPLICATE).count(300));
      case 3 -> exchange.faults().inject(Fault.of(FaultType.REORDER).count(30));
      case 4 -> {
        exchange
            .faults()
            .inject(Fault.of(FaultType.HTTP_FAIL).status(500).lasting(Duration.ofSeconds(7)));
        exchange.faults().inject(Fault.of(FaultType.DROP));
      }
      case 5 -> exchange.faults().inject(Fault.of(FaultType.REQUEST_RECONNECT));
      case 6 -> exchange.faults().inject(Fault.of(FaultType.GARBAGE).count(5));
      default -> {
        exchange.faults().inject(Fault.of(FaultType.REFUSE).lasting(Duration.ofMillis(1_500)));
        exchange.faults().inject(Fault.of(FaultType.DROP));
      }
    }
  }

  private static long published(Simulator exchange) {
    return exchange.truth().markets().stream().mapToLong(market -> market.orderEvents()).sum();
  }

  private SparkProcess candles(EmbeddedWorker worker, String trigger) {
    return SparkProcess.submit(
        directory,
        List.of(
            "candles",
            "--bootstrap-servers",
            worker.bootstrapServers(),
            "--topic",
            TOPIC,
            "--candles-topic",
            CANDLES,
            "--rejected-topic",
            "candles-rejected",
            "--checkpoint",
            directory.resolve("checkpoint").toString(),
            "--intervals",
            String.join(",", INTERVALS.keySet()),
            "--grace",
            GRACE_SECONDS + "s",
            "--progress-every",
            "0s",
            "--trigger",
            trigger));
  }

  private Figures compare(EmbeddedWorker worker, Simulator exchange) throws Exception {
    Map<String, JsonNode> newest = new TreeMap<>();
    long revisions = 0;
    for (String value : read(worker, CANDLES)) {
      JsonNode candle = JSON.readTree(value);
      String key =
          candle.path("market").asText()
              + '|'
              + candle.path("interval").asText()
              + '|'
              + candle.path("start").asText();
      JsonNode before = newest.put(key, candle);
      int expected = before == null ? 1 : before.path("revision").asInt() + 1;
      assertThat(candle.path("revision").asInt()).as(value).isEqualTo(expected);
      revisions++;
    }
    List<Gap> gaps = gaps(worker);
    Figures figures = new Figures(revisions, gaps.size());
    for (String market : MARKETS) {
      for (Map.Entry<String, Long> interval : INTERVALS.entrySet()) {
        Map<Long, TrueCandle> truth =
            TrueCandle.of(exchange.truth().trades(market), interval.getValue());
        Map<Long, JsonNode> ours = series(newest, market, interval.getKey());
        long first = ours.keySet().iterator().next();
        for (Map.Entry<Long, JsonNode> candle : ours.entrySet()) {
          if (!candle.getValue().path("final").asBoolean()) {
            continue;
          }
          figures.finals++;
          long start = candle.getKey();
          long end = start + interval.getValue();
          boolean overlaps =
              gaps.stream()
                  .anyMatch(gap -> gap.market.equals(market) && gap.from < end && gap.to > start);
          if (candle.getValue().path("complete").asBoolean()) {
            assertThat(overlaps).as("a gap in %s", candle.getValue()).isFalse();
            assertThat(truth).as("%s", candle.getValue()).containsKey(start);
            truth.get(start).assertEqualTo(candle.getValue());
            figures.complete++;
          } else {
            assertThat(overlaps || start == first)
                .as("a reason for %s", candle.getValue())
                .isTrue();
          }
          figures.revised += candle.getValue().path("revised").asBoolean() ? 1 : 0;
        }
        long last = ours.keySet().stream().max(Long::compare).orElseThrow();
        assertThat(ours.keySet())
            .as("candles of %s", market)
            .containsAll(truth.keySet().stream().filter(s -> s >= first && s <= last).toList());
      }
    }
    return figures;
  }

  private static Map<Long, JsonNode> series(
      Map<String, JsonNode> newest, String market, String interval) {
    Map<Long, JsonNode> series = new TreeMap<>();
    newest.values().stream()
        .filter(candle -> candle.path("market").asText().equals(market))
        .filter(candle -> candle.path("interval").asText().equals(interval))
        .forEach(
            candle ->
                series.put(
                    ChronoUnit.MICROS.between(
                        Instant.EPOCH, Instant.parse(candle.path("start").asText())),
                    candle));
    return series;
  }

  private static List<Gap> gaps(EmbeddedWorker worker) throws Exception {
    List<Gap> gaps = new ArrayList<>();
    for (String value : read(worker, TOPIC)) {
      if (value.startsWith("{\"event\":\"orderflow:gap\",\"channel\":\"live_trades_")) {
        JsonNode record = JSON.readTree(value);
        JsonNode data = record.path("data");
        if (!data.path("repaired").asBoolean()) {
          gaps.add(
              new Gap(
                  record.path("channel").asText().substring("live_trades_".length()),
                  data.path("from_microtimestamp").asLong() + 1,
                  data.path("to_microtimestamp").asLong()));
        }
      }
    }
    return gaps;
  }

  private static List<String> read(EmbeddedWorker worker, String topic) {
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer = consumer(worker)) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(500)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }

  private static KafkaConsumer<String, String> consumer(EmbeddedWorker worker) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            worker.bootstrapServers(),
            "isolation.level",
            "read_committed",
            "auto.offset.reset",
            "none"),
        new StringDeserializer(),
        new StringDeserializer());
  }

  private static void report(Figures figures, long kills, Simulator exchange) {
    assertThat(figures.complete).isGreaterThan(20);
    System.out.printf(
        "candles: %d order events, %d trades of %d markets, %d kills of the driver, %d unrepaired"
            + " gaps in trades: %d final candles, %d complete and equal to the truth, %d revised"
            + " after their end, %d revisions each once%n",
        published(exchange),
        MARKETS.stream().mapToLong(market -> exchange.truth().trades(market).size()).sum(),
        MARKETS.size(),
        kills,
        figures.gaps,
        figures.finals,
        figures.complete,
        figures.revised,
        figures.revisions);
  }

  /** A hole in a market's trades that the connector declared, microseconds. */
  private record Gap(String market, long from, long to) {}

  private static final class Figures {

    private final long revisions;
    private final int gaps;
    private long finals;
    private long complete;
    private long revised;

    Figures(long revisions, int gaps) {
      this.revisions = revisions;
      this.gaps = gaps;
    }
  }
}
