package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orderflow.runtime.ConnectRest;
import dev.orderflow.simulator.Simulator;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A connector in a worker, from its creation to its deletion. */
final class Deployment implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** The connector's class, which this class path does not have. */
  static final String CONNECTOR = "dev.orderflow.connect.bitstamp.BitstampSourceConnector";

  private final ConnectRest rest;
  private final String name;

  private Deployment(ConnectRest rest, String name) {
    this.rest = rest;
    this.name = name;
  }

  /** A configuration that reads order flow of btcusd from an exchange, to be changed at will. */
  static Map<String, String> reading(Simulator exchange, String topic) {
    return reading(exchange.port(), topic);
  }

  /** The same for an exchange that may not be there yet. */
  static Map<String, String> reading(int exchangePort, String topic) {
    Map<String, String> config = new TreeMap<>();
    config.put("connector.class", CONNECTOR);
    config.put("tasks.max", "1");
    config.put("channels", "live_orders");
    config.put("markets", "btcusd");
    config.put("topic", topic);
    config.put("websocket.url", "ws://127.0.0.1:" + exchangePort);
    config.put("http.url", "http://127.0.0.1:" + exchangePort);
    config.put("reconnect.backoff.max.ms", "500");
    config.put("topic.creation.default.partitions", "1");
    config.put("topic.creation.default.replication.factor", "1");
    return config;
  }

  /** Changes options of a configuration: name, value, name, value and so on. */
  static Map<String, String> with(Map<String, String> config, String... changes) {
    for (int i = 0; i < changes.length; i += 2) {
      config.put(changes[i], changes[i + 1]);
    }
    return config;
  }

  /** Creates a connector and waits until its task runs. */
  static Deployment of(ConnectRest rest, String name, Map<String, String> config) {
    ConnectRest.Reply created = rest.create(name, config);
    assertThat(created.status()).as("creating %s: %s", name, created.body()).isEqualTo(201);
    Deployment deployment = new Deployment(rest, name);
    deployment.awaitTask("RUNNING");
    return deployment;
  }

  String name() {
    return name;
  }

  /** Waits until the task is in a state, such as {@code PAUSED}. */
  JsonNode awaitTask(String state) {
    return await()
        .atMost(LIMIT)
        .alias("task of " + name + " is " + state)
        .until(() -> rest.task(name), task -> isIn(task, state))
        .orElseThrow();
  }

  /** Whether a connector's first task is in a state. */
  static boolean taskIs(ConnectRest rest, String connector, String state) {
    return isIn(rest.task(connector), state);
  }

  private static boolean isIn(Optional<JsonNode> task, String state) {
    return task.filter(t -> t.path("state").asText().equals(state)).isPresent();
  }

  /** Asks the worker for {@code pause}, {@code resume} or {@code stop}. */
  void request(String change) {
    accept(rest.put("/connectors/" + name + "/" + change));
  }

  /** Restarts the connector and its task. */
  void restart() {
    accept(
        rest.post("/connectors/" + name + "/restart?includeTasks=true&onlyFailed=false", Map.of()));
  }

  private void accept(ConnectRest.Reply reply) {
    assertThat(reply.ok()).as("%s: %s", name, reply).isTrue();
  }

  JsonNode status() {
    return rest.get("/connectors/" + name + "/status").body();
  }

  /** Deletes the connector and waits until the worker does not know it any more. */
  @Override
  public void close() {
    rest.delete("/connectors/" + name);
    await()
        .atMost(LIMIT)
        .alias(name + " is deleted")
        .until(() -> rest.get("/connectors/" + name + "/status").status() == 404);
  }
}
