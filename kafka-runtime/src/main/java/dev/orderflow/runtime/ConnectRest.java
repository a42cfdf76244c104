package dev.orderflow.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A Connect worker's REST interface, as Kafka documents it. */
public final class ConnectRest extends JsonHttp {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** A client of the worker at a URL such as {@code http://127.0.0.1:8083}. */
  public ConnectRest(String url) {
    super(url, TIMEOUT);
  }

  /** Whether the worker has joined its group and serves requests; since Kafka 3.9. */
  public boolean isHealthy() {
    return answers("/health");
  }

  /** Creates a connector: 201, or why it was refused. */
  public Reply create(String name, Map<String, String> config) {
    return post("/connectors", Map.of("name", name, "config", config));
  }

  /** What the worker finds wrong with a configuration, option by option. */
  public Reply validate(Map<String, String> config) {
    String type = config.get("connector.class");
    return put("/connector-plugins/" + type + "/config/validate", config);
  }

  /** Pauses a connector; its tasks take a moment. */
  public Reply pause(String connector) {
    return put("/connectors/" + connector + "/pause");
  }

  /** Removes a connector; 404 where there is none. */
  public Reply remove(String connector) {
    return delete("/connectors/" + connector);
  }

  /** The states of a connector and its tasks; empty while there is none. */
  public Optional<JsonNode> status(String connector) {
    return Optional.of(get("/connectors/" + connector + "/status"))
        .filter(Reply::ok)
        .map(Reply::body);
  }

  /** A connector's first task, JSON with {@code state}; empty while there is none. */
  public Optional<JsonNode> task(String connector) {
    return status(connector).map(status -> status.path("tasks").path(0)).filter(JsonNode::isObject);
  }

  /** Whether a connector and its tasks, one at least, are in a state such as {@code RUNNING}. */
  public boolean allIn(String connector, String state) {
    Optional<JsonNode> status = status(connector);
    if (status.isEmpty() || status.get().path("tasks").isEmpty()) {
      return false;
    }
    boolean all = state.equals(status.get().path("connector").path("state").asText());
    for (JsonNode task : status.get().path("tasks")) {
      all &= state.equals(task.path("state").asText());
    }
    return all;
  }

  /** Which part of a connector has failed, and the first line of why; empty while nothing has. */
  public Optional<String> failure(String connector) {
    Optional<JsonNode> status = status(connector);
    if (status.isEmpty()) {
      return Optional.empty();
    }
    for (JsonNode task : status.get().path("tasks")) {
      if (failed(task)) {
        return Optional.of("task " + task.path("id").asText() + " failed: " + cause(task));
      }
    }
    JsonNode itself = status.get().path("connector");
    return failed(itself)
        ? Optional.of("the connector failed: " + cause(itself))
        : Optional.empty();
  }

  private static boolean failed(JsonNode part) {
    return part.path("state").asText().equals("FAILED");
  }

  private static String cause(JsonNode part) {
    return part.path("trace").asText().lines().findFirst().orElse("no cause given");
  }
}
