package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orderflow.integration.continuity.FeedComparison;
import dev.orderflow.runtime.ConnectRest;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.server.Fault;
import dev.orderflow.simulator.server.FaultType;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two tasks move between two workers, their number changes with the configuration, and a worker is
 * shut down: nothing is lost or doubled, nothing is left behind, and no log line tells a secret.
 */
@Tag("full")
class ConnectorRebalanceIT {

  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String NAME = "rebalanced";
  private static final String SECRET = "s3cretword";

  @Test
  void movesBetweenWorkersWithoutATrace() throws IOException {
    try (EmbeddedWorker workers =
            EmbeddedWorker.start("rebalance", Map.of("scheduled.rebalance.max.delay.ms", "0"));
        CapturedLogs logs = new CapturedLogs();
        Simulator exchange = RunningFeed.exchange(500, 5)) {
      Map<String, String> config = RunningFeed.impatientWithBooks(exchange, NAME);
      config.put("tasks.max", "2");
      config.put(
          "producer.override.sasl.jaas.config",
          "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"user\""
              + " password=\""
              + SECRET
              + "\";");
      assertThatCredentialsInAddressesAreRefused(workers, config);
      try (RunningFeed feed = RunningFeed.of(workers, exchange, config)) {
        awaitTasks(workers, feed, 2, 1);

        workers.addWorker();
        awaitTasks(workers, feed, 2, 2);

        configure(workers, config, "1");
        awaitTasks(workers, feed, 1, 1);
        configure(workers, config, "2");
        awaitTasks(workers, feed, 2, 2);

        exchange.faults().inject(Fault.of(FaultType.HTTP_FAIL).count(2));
        exchange.faults().inject(Fault.of(FaultType.REFUSE).lasting(Duration.ofSeconds(1)));
        exchange.faults().inject(Fault.of(FaultType.DROP));
        feed.awaitPassed(Duration.ofSeconds(1));
        awaitTasks(workers, feed, 2, 2);

        workers.removeWorker();
        awaitTasks(workers, feed, 2, 1);

        FeedComparison.Result result = feed.settle();
        result.assertHolds();
        assertThat(result.orders().proofs()).isPositive();
        assertThat(result.trades().proofs()).isPositive();
        assertThat(result.orders().unrepairedGaps()).isZero();
        assertThat(result.trades().unrepairedGaps()).isZero();
        feed.connector().close();
        EmbeddedWorker.awaitNothingLeft(exchange);
      }
      assertThat(logs.lines()).hasSizeGreaterThan(10);
      assertThat(logs.lines())
          .as("our own threads carry Connect's context too")
          .anyMatch(line -> line.thread().startsWith("bitstamp-"))
          .filteredOn(line -> line.thread().startsWith("bitstamp-"))
          .allMatch(line -> line.connector().contains(NAME) || line.connector().equals("okhttp"));
      assertThat(logs.lines()).noneMatch(line -> line.text().contains(SECRET));
    }
  }

  private static void assertThatCredentialsInAddressesAreRefused(
      EmbeddedWorker workers, Map<String, String> config) {
    Map<String, String> changed = new HashMap<>(config);
    changed.put("http.url", config.get("http.url").replace("://", "://user:" + SECRET + "@"));
    ConnectRest.Reply reply = workers.rest().create("refused", changed);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.message())
        .contains("http.url: must not carry a user or password")
        .doesNotContain(SECRET);
  }

  private static void configure(EmbeddedWorker workers, Map<String, String> config, String tasks) {
    Map<String, String> changed = new HashMap<>(config);
    changed.put("tasks.max", tasks);
    ConnectRest.Reply reply = workers.rest().put("/connectors/" + NAME + "/config", changed);
    assertThat(reply.ok()).as("%s", reply).isTrue();
  }

  /** So many tasks run on so many workers, each with one socket, and the feed goes on. */
  private static void awaitTasks(
      EmbeddedWorker workers, RunningFeed feed, int tasks, int onWorkers) {
    await()
        .atMost(LIMIT)
        .alias(tasks + " tasks on " + onWorkers + " workers")
        .ignoreExceptions()
        .until(
            () -> {
              JsonNode status = feed.connector().status().path("tasks");
              Set<String> ids = new HashSet<>();
              boolean running = status.size() == tasks;
              for (JsonNode task : status) {
                running &= task.path("state").asText().equals("RUNNING");
                ids.add(task.path("worker_id").asText());
              }
              return running && ids.size() == onWorkers && feed.connections().size() == tasks;
            });
    feed.awaitCaughtUp();
  }
}
