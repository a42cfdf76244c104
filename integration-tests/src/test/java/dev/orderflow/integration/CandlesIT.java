package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.runtime.ChildProcess;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import dev.orderflow.simulator.server.Fault;
import dev.orderflow.simulator.server.FaultType;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
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

  private static final String KILLED = "killed";
  private static final List<String> MARKETS = List.of("btcusd", "ethusd", "xrpusd");
  private static final Map<String, Long> INTERVALS =
      Map.of("1s", 1_000_000L, "10s", 10_000_000L, "1m", 60_000_000L);
  private static final long GRACE_SECONDS = 15;
  private static final double RATE = Integer.getInteger("candles.rate", 450);

  /** More than a repair looks back for; the exchange's own log would be the most of the heap. */
  private static final long RETAINED_EVENTS = 150_000;

  private static final List<List<Fault>> FAULTS =
      List.of(
          List.of(Fault.of(FaultType.DROP)),
          List.of(Fault.of(FaultType.LOSE).count(300)),
          List.of(Fault.of(FaultType.DUPLICATE).count(300)),
          List.of(Fault.of(FaultType.REORDER).count(30)),
          List.of(
              Fault.of(FaultType.HTTP_FAIL).status(500).lasting(Duration.ofSeconds(7)),
              Fault.of(FaultType.DROP)),
          List.of(Fault.of(FaultType.REQUEST_RECONNECT)),
          List.of(Fault.of(FaultType.GARBAGE).count(5)),
          List.of(
              Fault.of(FaultType.REFUSE).lasting(Duration.ofMillis(1_500)),
              Fault.of(FaultType.DROP)));

  @TempDir private Path directory;

  @Test
  void aKillChangesNoCandle(EmbeddedWorker worker) throws Exception {
    compareWithTruthAndReplays(worker, new KilledJob("once", 8_000, 1), List.of("3000"));
  }

  @Test
  @Tag("full")
  void manyKillsAndFaultsChangeNoCandle(EmbeddedWorker worker) throws Exception {
    long events = Long.getLong("candles.events", 60_000);
    KilledJob run = new KilledJob("often", events, Integer.getInteger("candles.kills", 2));
    List<String> batches = List.of("50000", "" + Math.max(3_000, events / 40));
    CandleComparison.Figures figures = compareWithTruthAndReplays(worker, run, batches);

    List<List<String>> rows =
        SparkJobs.candleRows(
            directory,
            Stream.concat(Stream.of(KILLED), batches.stream()).map(this::table).toList());
    assertThat(rows.get(0)).hasSize(Math.toIntExact(figures.finals()));
    assertThat(rows).containsOnly(rows.get(0));
  }

  /**
   * Compares the candles of a job that is killed with the exchange's trades, and with those of jobs
   * that read the same source at once.
   *
   * @param batches for each of those jobs, the size of its batches, which is its name too
   */
  private CandleComparison.Figures compareWithTruthAndReplays(
      EmbeddedWorker worker, KilledJob run, List<String> batches) throws Exception {
    String source = run.name() + "-candles-source";
    try (Simulator exchange =
        Simulator.start(
            SimulatorOptions.defaults()
                .seed(5)
                .rate(RATE)
                .orderDataRows(5_000)
                .retainedEvents(RETAINED_EVENTS)
                .markets(MARKETS.toArray(String[]::new)))) {
      Map<String, String> config = RunningFeed.impatient(exchange, source);
      config.put("markets", String.join(",", MARKETS));
      config.put("repair.timeout.ms", "4000");
      long begun = System.nanoTime();
      int kills;
      try (Deployment connector = Deployment.of(worker.rest(), source, config)) {
        kills =
            run.run(
                exchange,
                new Random(7),
                () -> candles(worker, source, KILLED, "50000", "0s"),
                FAULTS);
        RunningFeed.awaitPassed(exchange, Duration.ofSeconds(GRACE_SECONDS + 8));
        exchange.halt();
        assertThat(connector.status().path("tasks").path(0).path("state").asText())
            .isEqualTo("RUNNING");
      }
      Duration whole = Duration.ofNanos(System.nanoTime() - begun);
      finish(worker, source, KILLED, "50000");
      CandleComparison.Figures figures =
          CandleComparison.of(
              worker.bootstrapServers(),
              source,
              topic(source, KILLED),
              exchange,
              MARKETS,
              INTERVALS);
      Map<String, String> revisions = digests(worker, topic(source, KILLED));
      assertThat(revisions).hasSameSizeAs(MARKETS);
      for (String batch : batches) {
        finish(worker, source, batch, batch);
        assertThat(digests(worker, topic(source, batch))).isEqualTo(revisions);
      }
      report(figures, whole, kills, exchange);
      return figures;
    }
  }

  /** Reads what is left of the source topic and ends. */
  private void finish(EmbeddedWorker worker, String source, String name, String batch)
      throws Exception {
    try (ChildProcess rest = candles(worker, source, name, batch, "available-now")) {
      assertThat(rest.exitCode(SparkJobs.LIMIT)).as("%s", rest).isZero();
    }
  }

  private static String topic(String source, String name) {
    return source + "-" + name;
  }

  private Path table(String name) {
    return directory.resolve("table-" + name);
  }

  private ChildProcess candles(
      EmbeddedWorker worker, String source, String name, String batch, String trigger) {
    return SparkJobs.start(
        directory,
        List.of(
            "candles",
            "--bootstrap-servers=" + worker.bootstrapServers(),
            "--topic=" + source,
            "--candles-topic=" + topic(source, name),
            "--rejected-topic=" + topic(source, "rejected-" + name),
            "--completeness-topic=" + topic(source, "completeness-" + name),
            "--checkpoint=" + directory.resolve("checkpoint-" + name),
            "--table=" + table(name),
            "--intervals=" + String.join(",", INTERVALS.keySet()),
            "--grace=" + GRACE_SECONDS + "s",
            "--max-offsets-per-trigger=" + batch,
            "--progress-every=0s",
            "--trigger=" + trigger));
  }

  /**
   * Revisions of each market since they are over, in their order; two markets are written side by
   * side.
   */
  private static Map<String, String> digests(EmbeddedWorker worker, String topic) {
    Map<String, MessageDigest> digests = new TreeMap<>();
    TopicScan.read(
        worker.bootstrapServers(),
        topic,
        record -> {
          if (record.value().contains(CandleComparison.NOT_PAST_END)) {
            return;
          }
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
      CandleComparison.Figures figures, Duration whole, int kills, Simulator exchange) {
    assertThat(figures.complete()).isGreaterThan(20);
    System.out.printf(
        "candles: %d order events of %d markets, %d kills of the driver, %d s: %d trades written, %d"
            + " of them repaired and %d behind newer ones, %d lost, %d gaps repaired, %d not: %d"
            + " final candles, %d complete and equal to the truth, %d revised after their end, %d"
            + " revisions each once; replays with other batches gave the same topics%n",
        KilledJob.published(exchange),
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
