package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderflow.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/**
 * A broker and a worker in processes of their own, both killed at random moments, with exactly-once
 * support: a reader of committed records sees every order event and trade once.
 *
 * <p>System properties: {@code continuity.kills} of the worker, {@code continuity.broker.kills},
 * {@code continuity.seed}.
 */
class ExactlyOnceIT {

  private static final int KILLS = Integer.getInteger("continuity.kills", 6);
  private static final int BROKER_KILLS = Integer.getInteger("continuity.broker.kills", 1);
  private static final long SEED = Long.getLong("continuity.seed", 20_261_122);
  private static final double EVENTS_PER_SECOND = 2_000;

  private static final String NAME = "exactly-once";
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final Duration TICK = Duration.ofMillis(50);

  private final Path directory = BuildOutput.freshDirectory("exactly-once");
  private final Path plugins = UnpackedArchive.in("exactly-once-plugins");
  private final int restPort = Ports.free();
  private final ConnectRest rest = new ConnectRest("http://localhost:" + restPort);

  @Test
  void everyEventIsSeenOnceThroughKillsOfWorkerAndBroker()
      throws IOException, InterruptedException {
    Random random = new Random(SEED);
    try (Simulator exchange = RunningFeed.exchange(EVENTS_PER_SECOND, SEED);
        BrokerProcess broker = BrokerProcess.start(directory);
        Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", broker.address()))) {
      Path settings = workerSettings(broker.address());
      JavaProcess worker = worker(settings, 0);
      try {
        worker.awaitReady(rest::isUp);
        create(exchange);
        for (int kill = 1; kill <= KILLS; kill++) {
          awaitCommit(admin);
          RunningFeed.awaitPassed(exchange, Duration.ofMillis(random.nextInt(2_000)));
          worker.kill();
          if (kill <= BROKER_KILLS) {
            broker.killAndStartAgain();
          }
          worker = worker(settings, kill);
        }
        for (int kill = 0; kill < BROKER_KILLS; kill++) {
          // With the worker alive, in the middle of its transactions.
          awaitCommit(admin);
          broker.killAndStartAgain();
        }
        awaitCommit(admin);
        exchange.halt();
        FeedComparison.Result result =
            FeedComparison.of(
                broker.address(), NAME, exchange, RunningFeed.MARKET, Duration.ofSeconds(60));
        ContinuityTable table = new ContinuityTable("exactly-once");
        table.add(
            KILLS + " kills of the worker, " + 2 * BROKER_KILLS + " of the broker", result, 0);
        table.publish();

        assertThat(result.problems()).isBlank();
        assertThat(result.holds()).isTrue();
        assertThat(result.orders().unrepairedGaps()).isZero();
        assertThat(result.trades().unrepairedGaps()).isZero();
        assertThat(result.orders().repairedEvents()).isPositive();
      } finally {
        worker.close();
      }
    }
  }

  private JavaProcess worker(Path settings, int number) {
    return JavaProcess.start(
        "worker-" + number,
        directory,
        "org.apache.kafka.connect.cli.ConnectDistributed",
        settings.toString());
  }

  private Path workerSettings(String broker) throws IOException {
    String text = "org.apache.kafka.connect.storage.StringConverter";
    Properties settings = new Properties();
    settings.putAll(
        Map.ofEntries(
            Map.entry("bootstrap.servers", broker),
            Map.entry("group.id", NAME),
            Map.entry("listeners", "http://localhost:" + restPort),
            Map.entry("plugin.path", plugins.toString()),
            Map.entry("plugin.discovery", "service_load"),
            Map.entry("key.converter", text),
            Map.entry("value.converter", text),
            Map.entry("exactly.once.source.support", "enabled"),
            Map.entry("config.storage.topic", "configs"),
            Map.entry("offset.storage.topic", "offsets"),
            Map.entry("status.storage.topic", "status"),
            Map.entry("config.storage.replication.factor", "1"),
            Map.entry("offset.storage.replication.factor", "1"),
            Map.entry("offset.storage.partitions", "1"),
            Map.entry("status.storage.replication.factor", "1"),
            Map.entry("status.storage.partitions", "1"),
            // A killed worker is out of its group after so long.
            Map.entry("session.timeout.ms", "6000"),
            Map.entry("heartbeat.interval.ms", "1000"),
            Map.entry("rebalance.timeout.ms", "6000"),
            Map.entry("scheduled.rebalance.max.delay.ms", "0")));
    Path file = directory.resolve("worker.properties");
    try (var out = Files.newOutputStream(file)) {
      settings.store(out, null);
    }
    return file;
  }

  private void create(Simulator exchange) {
    Map<String, String> config = RunningFeed.impatient(exchange, NAME);
    config.put("exactly.once.support", "required");
    config.put("transaction.boundary", "interval");
    config.put("transaction.boundary.interval.ms", "200");
    config.put("repair.timeout.ms", "60000");
    // Killed, the task leaves its transaction open; it may not block its readers for long.
    config.put("producer.override.transaction.timeout.ms", "10000");
    ConnectRest.Reply reply = rest.post("/connectors", Map.of("name", NAME, "config", config));
    assertThat(reply.status()).as("%s", reply.body()).isEqualTo(201);
  }

  /** Waits until records of now have been committed. */
  private static void awaitCommit(Admin admin) {
    long[] before = {Long.MAX_VALUE};
    await()
        .atMost(LIMIT)
        .pollInterval(TICK)
        .until(
            () -> {
              long end = committedEnd(admin);
              before[0] = Math.min(before[0], end);
              return end != Long.MAX_VALUE && end > before[0];
            });
  }

  /** The end of what a reader of committed records sees; {@code Long.MAX_VALUE} while unknown. */
  private static long committedEnd(Admin admin) throws InterruptedException {
    TopicPartition partition = new TopicPartition(NAME, 0);
    try {
      return admin
          .listOffsets(
              Map.of(partition, OffsetSpec.latest()),
              new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(2_000))
          .partitionResult(partition)
          .get()
          .offset();
    } catch (ExecutionException e) {
      return Long.MAX_VALUE;
    }
  }
}
