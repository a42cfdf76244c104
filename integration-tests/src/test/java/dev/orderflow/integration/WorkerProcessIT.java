package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.orderflow.integration.continuity.Continuity;
import dev.orderflow.integration.continuity.FeedRecord;
import dev.orderflow.runtime.ConnectRest;
import dev.orderflow.runtime.ConnectWorker;
import dev.orderflow.runtime.FreePorts;
import dev.orderflow.runtime.KafkaBroker;
import dev.orderflow.runtime.ProcessFiles;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import dev.orderflow.simulator.server.ConnectionView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The archive in Connect workers that were not built here, with the files of {@code connect-config}
 * in which only addresses, the plugin path and directories are changed.
 */
class WorkerProcessIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** What a container's orchestrator grants before it kills. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  /** The exit code of a JVM that SIGTERM ended. */
  private static final int TERMINATED = 143;

  /** As {@code bitstamp-source.json} has them. */
  private static final String NAME = "bitstamp";

  /**
   * Longer than the 9 s after which the controller fences a broker, so that the producer may repeat
   * what it sent; shorter than the heartbeat interval, after which the worker gives its tasks up.
   */
  private static final int PAUSE_SECONDS = 12;

  private static final String TOPIC = "testTopic";

  /**
   * In real time: the next test's exchange must not lie before this one's source offset, which the
   * worker keeps.
   */
  private static final int FRAMES_A_SECOND = 500;

  private static Path directory;
  private static KafkaBroker broker;

  @BeforeAll
  static void startBroker() throws IOException, InterruptedException {
    directory = TestFiles.freshDirectory("worker-process");
    broker = KafkaBroker.start(directory);
  }

  @AfterAll
  static void stopBroker() {
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void aStandaloneWorkerRunsTheConnectorFromItsFiles() throws IOException, InterruptedException {
    try (Simulator exchange = exchange();
        TopicReader topic = topic()) {
      Path connector = directory.resolve("bitstamp-source.json");
      Files.writeString(connector, connector(exchange).toString());
      try (ConnectWorker worker =
          ConnectWorker.start(
              ConnectWorker.Settings.standalone(
                  ProcessFiles.in(directory, "standalone"), broker.bootstrapServers()),
              connector)) {
        worker.awaitReady();
        await().atMost(LIMIT).until(() -> worker.rest().allIn(NAME, "RUNNING"));

        Continuity.assertUnbrokenChain(orders(topic.awaitFrames(100)));

        terminate(worker, exchange);
      }
    }
  }

  @Test
  @Tag("full")
  void aDistributedWorkerGoesOnAfterABrokerPause() throws IOException, InterruptedException {
    try (Simulator exchange = exchange();
        TopicReader topic = topic()) {
      try (ConnectWorker worker = distributed(FreePorts.next())) {
        ConnectRest rest = worker.awaitReady().rest();
        create(rest, exchange);
        topic.awaitFrames(100);

        broker.process().signal("STOP");
        awaitSeconds(exchange, PAUSE_SECONDS);
        broker.process().signal("CONT");

        exchange.halt();
        // What was fetched is of the time between the last test's end and this one's connection.
        List<FeedRecord> records =
            await()
                .atMost(LIMIT)
                .until(topic::stream, found -> found.size() >= exchange.report().dataFrames());
        assertThat(records.stream().map(FeedRecord::session).distinct()).hasSize(1);
        assertThat(records.size()).isEqualTo(exchange.report().dataFrames());
        Continuity.assertUnbrokenChain(orders(records));
        assertThat(Deployment.taskIs(rest, NAME, "RUNNING")).isTrue();

        assertThat(rest.delete("/connectors/" + NAME).ok()).isTrue();
        terminate(worker, exchange);
      }
    }
  }

  /** The shipped configuration reads trades as well, which have no chain. */
  private static List<FeedRecord> orders(List<FeedRecord> records) {
    return records.stream().filter(record -> record.channel().startsWith("live_orders_")).toList();
  }

  @Test
  @Tag("full")
  void aKilledDistributedWorkerResumesWhenItIsStartedAgain()
      throws IOException, InterruptedException {
    try (Simulator exchange = exchange();
        TopicReader topic = topic()) {
      int port = FreePorts.next();
      FeedRecord beforeTheKill;
      try (ConnectWorker worker = distributed(port)) {
        create(worker.awaitReady().rest(), exchange);
        beforeTheKill = topic.awaitFrames(100).get(0);
        worker.process().kill();
        await().atMost(LIMIT).until(() -> hasNoConnection(exchange));
      }
      try (ConnectWorker worker = distributed(port)) {
        ConnectRest rest = worker.awaitReady().rest();
        await().atMost(LIMIT).until(() -> rest.allIn(NAME, "RUNNING"));
        topic.awaitFrame(
            "a session after the restart", record -> record.session() > beforeTheKill.session());

        assertThat(rest.delete("/connectors/" + NAME).ok()).isTrue();
        terminate(worker, exchange);
      }
    }
  }

  private static Simulator exchange() throws IOException {
    return Simulator.start(SimulatorOptions.defaults().rate(FRAMES_A_SECOND));
  }

  /** What is written from now on. */
  private static TopicReader topic() {
    return TopicReader.fromNowOn(broker.bootstrapServers(), TOPIC);
  }

  private static ConnectWorker distributed(int port) throws IOException {
    return ConnectWorker.start(
        ConnectWorker.Settings.distributed(
                ProcessFiles.in(directory, "distributed"), broker.bootstrapServers())
            .withPort(port));
  }

  /** The configuration to POST, with the exchange's addresses changed. */
  private static JsonNode connector(Simulator exchange) throws IOException {
    JsonNode connector =
        new ObjectMapper()
            .readTree(
                TestFiles.BUILD.root().resolve("connect-config/bitstamp-source.json").toFile());
    ObjectNode config = (ObjectNode) connector.path("config");
    config.put("websocket.url", exchange.webSocketUrl());
    config.put("http.url", exchange.httpUrl());
    return connector;
  }

  private static void create(ConnectRest rest, Simulator exchange) throws IOException {
    ConnectRest.Reply reply = rest.post("/connectors", connector(exchange));
    assertThat(reply.status()).as("%s", reply.body()).isEqualTo(201);
    await().atMost(LIMIT).until(() -> Deployment.taskIs(rest, NAME, "RUNNING"));
  }

  /** Sends SIGTERM; the worker ends in time and takes its connection with it. */
  private static void terminate(ConnectWorker worker, Simulator exchange)
      throws InterruptedException {
    worker.process().terminate();
    assertThat(worker.process().exitCode(STOP_LIMIT)).isEqualTo(TERMINATED);
    await().atMost(LIMIT).until(() -> hasNoConnection(exchange));
  }

  private static boolean hasNoConnection(Simulator exchange) {
    return exchange.report().connections().stream().noneMatch(ConnectionView::open);
  }

  /** Waits until the exchange has sent about so many seconds' worth of frames. */
  private static void awaitSeconds(Simulator exchange, int seconds) {
    long target = exchange.report().dataFrames() + seconds * FRAMES_A_SECOND;
    await().atMost(LIMIT).until(() -> exchange.report().dataFrames() >= target);
  }
}
