package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderflow.integration.continuity.Continuity;
import dev.orderflow.runtime.KafkaBroker;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same archive in real workers of other versions of Kafka, on a broker of ours. */
@Tag("full")
class WorkerVersionsIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final Map<Version, MonitoredWorker> WORKERS = new EnumMap<>(Version.class);
  private static KafkaBroker broker;
  private static Simulator exchange;

  /** The workers that the README promises. */
  private enum Version {
    KAFKA_3_9("integration-tests/workers/kafka-3.9", "3.9.", false),
    KAFKA_4_1("integration-tests/workers/kafka-4.1", "4.1.", true),
    KAFKA_4_3("kafka-runtime", "4.3.", true);

    private final String module;
    private final String line;
    private final boolean takesMetrics;

    Version(String module, String line, boolean takesMetrics) {
      this.module = module;
      this.line = line;
      this.takesMetrics = takesMetrics;
    }

    String label() {
      return "kafka-" + line.replaceAll("\\.$", "").replace('.', '-');
    }
  }

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Path directory = TestFiles.freshDirectory("worker-versions");
    exchange = Simulator.start(SimulatorOptions.defaults().rate(500));
    broker = KafkaBroker.start(directory);
    for (Version version : Version.values()) {
      WORKERS.put(
          version,
          MonitoredWorker.start(
              version.label(),
              directory,
              TestFiles.BUILD.kafkaClassPath(version.module),
              broker.bootstrapServers()));
    }
    for (MonitoredWorker worker : WORKERS.values()) {
      worker.worker().awaitReady();
    }
  }

  @AfterAll
  static void stop() {
    WORKERS.values().forEach(MonitoredWorker::close);
    if (broker != null) {
      broker.close();
    }
    if (exchange != null) {
      exchange.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void runsTheConnector(Version version) throws IOException {
    MonitoredWorker worker = WORKERS.get(version);
    assertThat(worker.rest().get("/").body().path("version").asText()).startsWith(version.line);
    assertThat(worker.rest().get("/connector-plugins").body())
        .anySatisfy(
            plugin -> {
              assertThat(plugin.path("class").asText()).isEqualTo(Deployment.CONNECTOR);
              assertThat(plugin.path("version").asText()).isEqualTo(TestFiles.BUILD.version());
            });

    String name = version.label();
    try (Deployment connector =
            Deployment.of(worker.rest(), name, Deployment.reading(exchange, name));
        TopicReader topic = new TopicReader(broker.bootstrapServers(), name)) {
      Continuity.assertUnbrokenChain(topic.awaitFrames(500));
      assertMetrics(version, worker);
      assertThat(Deployment.taskIs(worker.rest(), connector.name(), "RUNNING")).isTrue();
    }
    assertThat(worker.log()).noneMatch(line -> line.contains(" ERROR "));
  }

  private static void assertMetrics(Version version, MonitoredWorker worker) throws IOException {
    String name = version.label();
    if (version.takesMetrics) {
      await()
          .atMost(LIMIT)
          .until(() -> worker.scrape().value("bitstamp_frames_polled_total", name) >= 500);
      assertThat(worker.scrape().value("bitstamp_connected", name)).isEqualTo(1);
    } else {
      assertThat(worker.scrape().names()).noneMatch(metric -> metric.startsWith("bitstamp_"));
      assertThat(worker.log()).anyMatch(line -> line.contains("without metrics"));
    }
    assertThat(
            worker.scrape().samples().stream()
                .filter(sample -> sample.name().equals("kafka_connect_connector_tasks"))
                .filter(sample -> sample.labels().containsValue("running"))
                .mapToDouble(Scrape.Sample::value))
        .containsExactly(1.0);
  }
}
