package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orderflow.integration.continuity.Continuity;
import dev.orderflow.runtime.FreePorts;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An exchange that is not there does not go unnoticed, and is found when it comes. */
@ExtendWith(EmbeddedWorker.Shared.class)
class ExchangeOutageIT {

  private final EmbeddedWorker worker;

  ExchangeOutageIT(EmbeddedWorker worker) {
    this.worker = worker;
  }

  @Test
  void theTaskWaitsForAnExchangeThatComesLater() throws IOException {
    int port = FreePorts.next();
    try (Deployment connector =
            Deployment.of(worker.rest(), "later", Deployment.reading(port, "later"));
        TopicReader topic = new TopicReader(worker.bootstrapServers(), "later")) {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(
                          TaskMetrics.value(
                                  connector.name(), "sessions-ended-connection-failed-total")
                              .orElse(0))
                      .isGreaterThan(1));
      assertThat(TaskMetrics.value(connector.name(), "connected")).hasValue(0);
      assertThat(Deployment.taskIs(worker.rest(), connector.name(), "RUNNING")).isTrue();

      try (Simulator exchange = Simulator.start(SimulatorOptions.defaults().port(port).speed(5))) {
        Continuity.assertUnbrokenChain(topic.awaitFrames(100));
        assertThat(TaskMetrics.value(connector.name(), "connected")).hasValue(1);
        assertThat(exchange.port()).isEqualTo(port);
      }
    }
  }

  @Test
  void theTaskFailsWithTheCauseWhenTheExchangeNeverComes() throws IOException {
    Map<String, String> config = Deployment.reading(FreePorts.next(), "never");
    config.put("heartbeat.timeout.ms", "500");
    config.put("data.timeout.ms", "1000");
    config.put("task.fail.after.ms", "2000");
    // Attempts that fail faster than a poll waits must not pass for life.
    config.put("reconnect.backoff.initial.ms", "50");
    config.put("reconnect.backoff.max.ms", "100");
    try (Deployment connector = Deployment.of(worker.rest(), "never", config)) {
      JsonNode failed = connector.awaitTask("FAILED");

      assertThat(failed.path("trace").asText())
          .contains("task.fail.after.ms=2000")
          .contains("connection-failed")
          .contains("ConnectException: Failed to connect to /127.0.0.1");
    }
  }
}
