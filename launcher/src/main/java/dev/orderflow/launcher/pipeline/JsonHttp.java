package dev.orderflow.launcher.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** JSON over HTTP to a process on this machine: Connect's REST interface, the simulator's. */
final class JsonHttp {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String base;
  private final HttpClient client;
  private final Duration timeout;

  /**
   * Names the server; connects only on use.
   *
   * @param base scheme, host and port
   * @param timeout of one request, connecting included
   */
  JsonHttp(String base, Duration timeout) {
    this.base = base;
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .build();
  }

  /**
   * An answer.
   *
   * @param status HTTP status code
   * @param body parsed, a missing node when it was empty or no JSON
   */
  record Reply(int status, JsonNode body) {

    boolean ok() {
      return status / 100 == 2;
    }

    /** Connect's words for what was wrong, or else the status. */
    String message() {
      return body.path("message").asText("HTTP status " + status);
    }
  }

  Reply get(String path) throws IOException, InterruptedException {
    return send("GET", path, "");
  }

  Reply post(String path, String json) throws IOException, InterruptedException {
    return send("POST", path, json);
  }

  Reply put(String path) throws IOException, InterruptedException {
    return send("PUT", path, "");
  }

  Reply delete(String path) throws IOException, InterruptedException {
    return send("DELETE", path, "");
  }

  private Reply send(String method, String path, String json)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .method(
                method,
                json.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(json))
            .build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    return new Reply(response.statusCode(), parse(response.body()));
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      return JSON.missingNode();
    }
  }
}
