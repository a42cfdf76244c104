package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import dev.orderflow.simulator.fault.Fault;
import dev.orderflow.simulator.fault.FaultType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Candles from end to end: several markets of an exchange that fails, the connector in a real
 * worker, the Spark job killed again and again, every final candle compared with what the exchange
 * traded, and the topic and table with those of two replays that nobody killed.
 *
 * <p>{@code -Dcandles.events}, {@code -Dcandles.kills} and {@code -Dcandles.rate} (order events a
 * second of each market) make it as long and as hard as wanted.
 */
@ExtendWith(EmbeddedWorker.Shared.class)
class CandlesIT {

  private static final String TOPIC = "candles-source";
  private static final String KILLED = "killed";
  private static final List<String> MARKETS = List.of("btcusd", "ethusd", "xrpusd");
  private static final Map<String, Long> INTERVALS =
      Map.of("1s", 1_000_000L, "10s", 10_000_000L, "1m", 60_000_000L);
  private static final long GRACE_SECONDS = 15;
  private static final long EVENTS = Long.getLong("candles.events", 60_000);
  private static final int KILLS = Integer.getInteger("candles.kills", 2);
  private static final double RATE = Integer.getInteger("candles.rate", 450);

  /** More than a repair looks back for; the exchange's own log would be the most of the heap. */
  private static final long RETAINED_EVENTS = 150_000;

  @TempDir private Path directory;

  @Test
  void everyFinalCandleIsTheTruthOrSaysThatItIsNot(EmbeddedWorker worker) throws Exception {
    try (Simulator exchange =
        Simulator.start(
            SimulatorOptions.defaults()
                .seed(5)
                .rate(RATE)
                .orderDataRows(5_000)
                .retainedEvents(RETAINED_EVENTS)
                .markets(MARKETS.toArray(String[]::new)))) {
      Map<String, String> config = RunningFeed.impatient(exchange, TOPIC);
      config.put("markets", String.join(",", MARKETS));
      config.put("repair.timeout.ms", "4000");
      long begun = System.nanoTime();
      long kills;
      try (Deployment connector = Deployment.of(worker.rest(), TOPIC, config)) {
        kills = runUntilPublished(worker, exchange);
        exchange.faults().clear();
        RunningFeed.awaitPassed(exchange, Duration.ofSeconds(GRACE_SECONDS + 8));
        exchange.halt();
        assertThat(connector.status().path("tasks").path(0).path("state").asText())
            .isEqualTo("RUNNING");
      }
      Duration whole = Duration.ofNanos(System.nanoTime() - begun);
      finish(worker, KILLED, "50000");
      CandleComparison.Figures figures =
          CandleComparison.of(
              worker.bootstrapServers(), TOPIC, topic(KILLED), exchange, MARKETS, INTERVALS);
      assertThatReplaysAreTheSame(worker, figures.finals());
      report(figures, whole, kills, exchange);
    }
  }

  private void assertThatReplaysAreTheSame(EmbeddedWorker worker, long finals) throws Exception {
    finish(worker, "first", "50000");
    finish(worker, "second", "" + Math.max(3_000, EVENTS / 40));
    Map<String, String> revisions = digests(worker, topic(KILLED));
    assertThat(revisions).hasSameSizeAs(MARKETS);
    assertThat(digests(worker, topic("first"))).isEqualTo(revisions);
    assertThat(digests(worker, topic("second"))).isEqualTo(revisions);

    List<List<String>> rows =
        SparkProcess.candleRows(directory, List.of(table(KILLED), table("first"), table("second")));
    assertThat(rows.get(0)).hasSize(Math.toIntExact(finals));
    assertThat(rows.get(1)).isEqualTo(rows.get(0));
    assertThat(rows.get(2)).isEqualTo(rows.get(0));
  }

  /** Disturbs the exchange and kills the job until enough has happened; the job is dead then. */
  private long runUntilPublished(EmbeddedWorker worker, Simulator exchange) throws Exception {
    Random random = new Random(7);
    long kills = 0;
    long step = EVENTS / (KILLS + 1);
    await().until(() -> published(exchange) > EVENTS / 50);
    while (published(exchange) < EVENTS || kills < KILLS) {
      // Some do not even get to their first batch.
      boolean isShort = kills >= 2 && random.nextInt(4) == 0;
      try (SparkProcess job = candles(worker, KILLED, "50000", "0s")) {
        if (!isShort) {
          job.awaitText("progress ");
        }
        long life = isShort ? random.nextLong(step / 8) : step / 2 + random.nextLong(step);
        long until = Math.min(EVENTS, published(exchange) + life);
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

  /** Reads what is left of the source topic and ends. */
  private void finish(EmbeddedWorker worker, String name, String batch) throws Exception {
    try (SparkProcess rest = candles(worker, name, batch, "available-now")) {
      assertThat(rest.awaitExit()).as("%s", rest).isZero();
    }
  }

  private static String topic(String name) {
    return "candles-" + name;
  }

  private Path table(String name) {
    return directory.resolve("table-" + name);
  }

  private SparkProcess candles(EmbeddedWorker worker, String name, String batch, String trigger) {
    return SparkProcess.submit(
        directory,
        List.of(
            "candles",
            "--bootstrap-servers",
            worker.bootstrapServers(),
            "--topic",
            TOPIC,
            "--candles-topic",
            topic(name),
            "--rejected-topic",
            "rejected-" + name,
            "--checkpoint",
            directory.resolve("checkpoint-" + name).toString(),
            "--table",
            table(name).toString(),
            "--intervals",
            String.join(",", INTERVALS.keySet()),
            "--grace",
            GRACE_SECONDS + "s",
            "--max-offsets-per-trigger",
            batch,
            "--progress-every",
            "0s",
            "--trigger",
            trigger));
  }

  /** Revisions of each market, in their order; two markets are written side by side. */
  private static Map<String, String> digests(EmbeddedWorker worker, String topic) {
    Map<String, MessageDigest> digests = new TreeMap<>();
    TopicScan.read(
        worker.bootstrapServers(),
        topic,
        record -> {
          MessageDigest digest =
              digests.computeIfAbsent(record.key().split("\\|")[0], market -> sha256());
          digest.update(record.key().getBytes(StandardCharsets.UTF_8));
          digest.update(record.value().getBytes(StandardCharsets.UTF_8));
        });
    Map<String, String> texts = new TreeMap<>();
    digests.forEach((market, digest) -> texts.put(market, hex(digest)));
    return texts;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void report(
      CandleComparison.Figures figures, Duration whole, long kills, Simulator exchange) {
    assertThat(figures.complete()).isGreaterThan(20);
    System.out.printf(
        "candles: %d order events of %d markets, %d kills of the driver, %d s: %d trades written, %d"
            + " of them repaired and %d behind newer ones, %d lost, %d gaps repaired, %d not: %d"
            + " final candles, %d complete and equal to the truth, %d revised after their end, %d"
            + " revisions each once; two replays with other batches gave the same topics and tables%n",
        published(exchange),
        MARKETS.size(),
        kills,
        whole.toSeconds(),
        figures.trades(),
        figures.repaired(),
        figures.late(),
        figures.missing(),
        figures.repairedGaps(),
        figures.gaps(),
        figures.finals(),
        figures.complete(),
        figures.revised(),
        figures.revisions());
  }
}
