package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orderflow.runtime.ChildProcess;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import dev.orderflow.simulator.exchange.BookView;
import dev.orderflow.simulator.server.Fault;
import dev.orderflow.simulator.server.FaultType;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Book, flow and fates from end to end: an exchange that fails, the connector in a real worker, the
 * Spark job killed again and again, compared with the exchange's own book and with a run that
 * nobody killed.
 *
 * <p>{@code -Dmarket.events}, {@code -Dmarket.kills} and {@code -Dmarket.rate} make it longer.
 */
@ExtendWith(EmbeddedWorker.Shared.class)
class MarketIT {

  private static final List<String> MARKETS = List.of("btcusd", "ethusd");
  private static final List<String> OUTPUTS =
      List.of("book", "flow", "orders", "alerts", "completeness");
  private static final double RATE = Integer.getInteger("market.rate", 400);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<List<Fault>> FAULTS =
      List.of(
          List.of(Fault.of(FaultType.LOSE).count(200)),
          List.of(
              Fault.of(FaultType.NO_HISTORY).lasting(Duration.ofSeconds(2)),
              Fault.of(FaultType.LOSE).count(100)),
          List.of(Fault.of(FaultType.DUPLICATE).count(200)),
          List.of(Fault.of(FaultType.DROP)));

  @TempDir private Path directory;

  @Test
  void aKillChangesNoBook(EmbeddedWorker worker) throws Exception {
    validBooksAreTheExchangesAndKillsChangeNothing(worker, new KilledJob("once", 6_000, 1));
  }

  @Test
  @Tag("full")
  void manyKillsAndFaultsChangeNoBook(EmbeddedWorker worker) throws Exception {
    KilledJob run =
        new KilledJob(
            "often", Long.getLong("market.events", 25_000), Integer.getInteger("market.kills", 2));
    validBooksAreTheExchangesAndKillsChangeNothing(worker, run);
  }

  private void validBooksAreTheExchangesAndKillsChangeNothing(EmbeddedWorker worker, KilledJob run)
      throws Exception {
    String source = run.name() + "-market-source";
    try (Simulator exchange =
        Simulator.start(
            SimulatorOptions.defaults()
                .seed(8)
                .rate(RATE)
                .bookOrders(2_000)
                .orderDataRows(5_000)
                .markets(MARKETS.toArray(String[]::new)))) {
      Map<String, String> config = RunningFeed.impatient(exchange, source);
      config.put("markets", String.join(",", MARKETS));
      config.put("repair.timeout.ms", "3000");
      config.put("snapshot.interval.ms", "10000");
      int kills;
      try (Deployment connector = Deployment.of(worker.rest(), source, config)) {
        kills =
            run.run(
                exchange,
                new Random(3),
                () -> market(worker, source, "killed", "50000", "0s"),
                FAULTS);
        RunningFeed.awaitPassed(exchange, Duration.ofSeconds(5));
        exchange.halt();
        assertThat(connector.name()).isEqualTo(source);
      }
      finish(worker, source, "killed", "50000");
      finish(worker, source, "whole", "3000");
      for (String output : OUTPUTS) {
        assertThat(read(worker, source + "-killed-" + output))
            .as(output)
            .isEqualTo(read(worker, source + "-whole-" + output));
      }
      report(worker, source, exchange, kills);
    }
  }

  private void finish(EmbeddedWorker worker, String source, String name, String batch)
      throws Exception {
    try (ChildProcess job = market(worker, source, name, batch, "available-now")) {
      assertThat(job.exitCode(SparkJobs.LIMIT)).as("%s", job).isZero();
    }
  }

  private ChildProcess market(
      EmbeddedWorker worker, String source, String name, String batch, String trigger) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "market",
                "--bootstrap-servers=" + worker.bootstrapServers(),
                "--topic=" + source,
                "--checkpoint=" + directory.resolve("checkpoint-" + name),
                "--max-offsets-per-trigger=" + batch,
                "--progress-every=0s",
                "--trigger=" + trigger,
                "--rejected-topic=" + source + "-" + name + "-rejected"));
    OUTPUTS.forEach(
        output ->
            arguments.addAll(
                List.of("--" + output + "-topic", source + "-" + name + "-" + output)));
    return SparkJobs.start(directory, arguments);
  }

  private void report(EmbeddedWorker worker, String source, Simulator exchange, int kills)
      throws Exception {
    long valid = 0;
    long invalid = 0;
    for (String value : read(worker, source + "-killed-book")) {
      JsonNode row = JSON.readTree(value);
      if (!row.path("valid").asBoolean()) {
        invalid++;
        continue;
      }
      long at = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(row.path("at").asText()));
      var book = exchange.truth().bookAt(row.path("market").asText(), at - 1).orElseThrow();
      assertSide(row, "bids", levels(book.bids()));
      assertSide(row, "asks", levels(book.asks()));
      valid++;
    }
    assertThat(valid).isGreaterThan(10);
    Map<String, Long> fates = new TreeMap<>();
    for (String value : read(worker, source + "-killed-orders")) {
      fates.merge(JSON.readTree(value).path("fate").asText(), 1L, Long::sum);
    }
    System.out.printf(
        "market: %d order events of %d markets, %d kills of the driver: %d books valid and equal to"
            + " the exchange's, %d rows of invalid books, fates %s%n",
        KilledJob.published(exchange), MARKETS.size(), kills, valid, invalid, fates);
  }

  private static List<Map.Entry<BigDecimal, BigDecimal>> levels(List<BookView.Entry> orders) {
    Map<BigDecimal, BigDecimal> levels = new LinkedHashMap<>();
    orders.forEach(order -> levels.merge(order.price(), order.amount(), BigDecimal::add));
    return List.copyOf(levels.entrySet());
  }

  /** Level by level: a row shows the best ten. */
  private static void assertSide(
      JsonNode row, String side, List<Map.Entry<BigDecimal, BigDecimal>> truth) {
    JsonNode levels = row.path(side);
    assertThat(levels.size()).isPositive();
    for (int i = 0; i < levels.size(); i++) {
      JsonNode level = levels.get(i);
      assertThat(new BigDecimal(level.path("price").asText()))
          .as("%s level %d at %s", side, i, row.path("at"))
          .isEqualByComparingTo(truth.get(i).getKey());
      assertThat(new BigDecimal(level.path("amount").asText()))
          .as("%s level %d at %s", side, i, row.path("at"))
          .isEqualByComparingTo(truth.get(i).getValue());
    }
  }

  private static List<String> read(EmbeddedWorker worker, String topic) {
    List<String> values = new ArrayList<>();
    TopicScan.read(
        worker.bootstrapServers(),
        topic,
        record -> {
          // Rows of what is not over depend on the batches, all others do not.
          if (!record.value().contains(CandleComparison.NOT_PAST_END)) {
            values.add(record.key() + ' ' + record.value());
          }
        });
    // Two markets are two state partitions, which write side by side.
    values.sort((a, b) -> market(a).compareTo(market(b)));
    return values.stream().map(value -> value.substring(value.indexOf(' ') + 1)).toList();
  }

  private static String market(String keyed) {
    return keyed.substring(0, 6);
  }
}
