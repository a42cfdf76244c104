package dev.orderflow.integration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A Connect worker's REST interface, as its documentation describes it. */
final class ConnectRest {

  /** The connector's class, which this class path does not have. */
  static final String CONNECTOR = "dev.orderflow.connect.bitstamp.BitstampSourceConnector";

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client = HttpClient.newHttpClient();
  private final String url;

  /**
   * A client.
   *
   * @param url the worker's, such as {@code http://localhost:8083}
   */
  ConnectRest(String url) {
    this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /** What a worker answers; a body that is no JSON is a text, as Jetty's own error pages are. */
  record Reply(int status, JsonNode body) {

    boolean succeeded() {
      return status >= 200 && status < 300;
    }
  }

  Reply get(String path) {
    return send("GET", path, HttpRequest.BodyPublishers.noBody());
  }

  Reply post(String path, Object body) {
    return send("POST", path, publisher(body));
  }

  Reply put(String path, Object body) {
    return send("PUT", path, publisher(body));
  }

  Reply put(String path) {
    return send("PUT", path, HttpRequest.BodyPublishers.noBody());
  }

  Reply patch(String path, Object body) {
    return send("PATCH", path, publisher(body));
  }

  Reply delete(String path) {
    return send("DELETE", path, HttpRequest.BodyPublishers.noBody());
  }

  /** What the worker finds wrong with a configuration, option by option. */
  Reply validate(Map<String, String> config) {
    return put("/connector-plugins/" + CONNECTOR + "/config/validate", config);
  }

  /** The state of a connector's first task; empty when it has none. */
  Optional<JsonNode> task(String connector) {
    return Optional.of(get("/connectors/" + connector + "/status").body().path("tasks").path(0))
        .filter(JsonNode::isObject);
  }

  /** Whether the first task is in that state, such as {@code RUNNING}. */
  boolean taskIs(String connector, String state) {
    return task(connector).filter(task -> task.path("state").asText().equals(state)).isPresent();
  }

  /** Whether the worker answers at all. */
  boolean isUp() {
    try {
      return get("/connectors").succeeded();
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private HttpRequest.BodyPublisher publisher(Object body) {
    try {
      return HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Reply send(String method, String path, HttpRequest.BodyPublisher body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .method(method, body)
            .build();
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      return new Reply(response.statusCode(), parse(response.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private JsonNode parse(String body) {
    try {
      return json.readTree(body);
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(body);
    }
  }
}
