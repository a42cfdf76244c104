package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderflow.integration.continuity.FeedComparison;
import dev.orderflow.integration.continuity.FeedRecord;
import dev.orderflow.runtime.ConnectRest;
import dev.orderflow.runtime.ConnectWorker;
import dev.orderflow.runtime.FreePorts;
import dev.orderflow.runtime.KafkaBroker;
import dev.orderflow.runtime.ProcessFiles;
import dev.orderflow.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A broker and a worker in processes of their own, both killed at random moments, with exactly-once
 * support: a reader of committed records sees every order event and trade once.
 *
 * <p>System properties: {@code continuity.kills} of the worker, {@code continuity.broker.kills},
 * {@code continuity.seed}.
 */
class ExactlyOnceIT {

  private static final int KILLS = Integer.getInteger("continuity.kills", 4);
  private static final int BROKER_KILLS = Integer.getInteger("continuity.broker.kills", 1);
  private static final long SEED = Long.getLong("continuity.seed", 20_261_122);
  private static final double EVENTS_PER_SECOND = 2_000;

  private static final String NAME = "exactly-once";
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration TICK = Duration.ofMillis(50);

  private final Path directory = TestFiles.freshDirectory("exactly-once");
  private final int restPort = FreePorts.next();

  @Test
  void everyEventIsSeenOnceThroughAKillOfTheWorker() throws IOException, InterruptedException {
    everyEventIsSeenOnce(1, 0);
  }

  @Test
  @Tag("full")
  void everyEventIsSeenOnceThroughKillsOfWorkerAndBroker()
      throws IOException, InterruptedException {
    everyEventIsSeenOnce(KILLS, BROKER_KILLS);
  }

  private void everyEventIsSeenOnce(int kills, int brokerKills)
      throws IOException, InterruptedException {
    Random random = new Random(SEED);
    try (Simulator exchange = RunningFeed.exchange(EVENTS_PER_SECOND, SEED);
        KafkaBroker broker = KafkaBroker.start(directory);
        KafkaConsumer<String, String> committed = committedRecords(broker.bootstrapServers())) {
      ConnectWorker worker = worker(broker);
      try {
        worker.awaitReady();
        create(worker.rest(), exchange);
        for (int kill = 1; kill <= kills; kill++) {
          awaitCommittedOrder(committed);
          RunningFeed.awaitPassed(exchange, Duration.ofMillis(random.nextInt(2_000)));
          worker.process().kill();
          skipCommitted(committed);
          if (kill <= brokerKills) {
            broker.killAndStartAgain();
          }
          worker = worker(broker);
        }
        for (int kill = 0; kill < brokerKills; kill++) {
          // With the worker alive, in the middle of its transactions.
          awaitCommittedOrder(committed);
          broker.killAndStartAgain();
          skipCommitted(committed);
        }
        awaitCommittedOrder(committed);
        exchange.halt();
        FeedComparison.Result result =
            FeedComparison.of(
                broker.bootstrapServers(),
                NAME,
                exchange,
                RunningFeed.MARKET,
                List.of(),
                Duration.ofSeconds(60));
        ContinuityTable table = new ContinuityTable("exactly-once-" + kills);
        table.add(kills + " kills of the worker, " + 2 * brokerKills + " of the broker", result);
        table.publish();

        result.assertHolds();
        assertThat(result.orders().unrepairedGaps()).isZero();
        assertThat(result.trades().unrepairedGaps()).isZero();
        assertThat(result.orders().repairedEvents()).isPositive();
      } finally {
        worker.close();
      }
    }
  }

  private ConnectWorker worker(KafkaBroker broker) throws IOException {
    return ConnectWorker.start(
        ConnectWorker.Settings.distributed(
                ProcessFiles.in(directory, "worker"), broker.bootstrapServers())
            .withPort(restPort)
            .with(
                Map.of(
                    "exactly.once.source.support",
                    "enabled",
                    // A killed worker is out of its group after so long.
                    "session.timeout.ms",
                    "6000",
                    "heartbeat.interval.ms",
                    "1000",
                    "rebalance.timeout.ms",
                    "6000")));
  }

  private static void create(ConnectRest rest, Simulator exchange) {
    Map<String, String> config = RunningFeed.impatient(exchange, NAME);
    config.put("exactly.once.support", "required");
    config.put("transaction.boundary", "interval");
    config.put("transaction.boundary.interval.ms", "200");
    config.put("repair.timeout.ms", "60000");
    // Killed, the task leaves its transaction open; it may not block its readers for long.
    config.put("producer.override.transaction.timeout.ms", "10000");
    ConnectRest.Reply reply = rest.create(NAME, config);
    assertThat(reply.status()).as("%s", reply.body()).isEqualTo(201);
  }

  /** Waits until an order event has been committed that was not before. */
  private static void awaitCommittedOrder(KafkaConsumer<String, String> committed) {
    await()
        .atMost(LIMIT)
        .pollInterval(TICK)
        .until(
            () -> {
              boolean found = false;
              for (ConsumerRecord<String, String> consumed : committed.poll(POLL)) {
                FeedRecord record = FeedRecord.of(consumed);
                found |= record.isOfTheExchange() && record.channel().startsWith("live_orders_");
              }
              return found;
            });
  }

  /** Everything that was committed up to now has been read. */
  private static void skipCommitted(KafkaConsumer<String, String> committed) {
    committed.seekToEnd(committed.assignment());
    committed.assignment().forEach(committed::position);
  }

  private static KafkaConsumer<String, String> committedRecords(String broker) {
    KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker, "isolation.level", "read_committed"),
            new StringDeserializer(),
            new StringDeserializer());
    consumer.assign(List.of(new TopicPartition(NAME, 0)));
    return consumer;
  }
}
