package dev.orderflow.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * JSON over HTTP to a process on this machine: Connect's REST interface, the simulator's, the
 * page's. Jackson comes from the user's class path. Every request fails with {@link
 * UncheckedIOException} where nobody answers in time, or the caller's thread is interrupted, which
 * then stays so.
 *
 * <p>Safe for use by several threads.
 */
public class JsonHttp {

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
  public JsonHttp(String base, Duration timeout) {
    this.base = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
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
   * @param body parsed; a text where it was no JSON, a missing node where it was empty
   */
  public record Reply(int status, JsonNode body) {

    /** Whether the request succeeded: true for every 2xx. */
    public boolean ok() {
      return status / 100 == 2;
    }

    /** What was wrong, for people: Connect's words, or else the status. */
    public String message() {
      return body.path("message").asText("HTTP status " + status);
    }
  }

  /** The server: scheme, host and port. */
  public String url() {
    return base;
  }

  /** Whether a GET of the path is answered, and with success. */
  public boolean answers(String path) {
    try {
      return get(path).ok();
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** Sends a GET. */
  public Reply get(String path) {
    return send("GET", path, HttpRequest.BodyPublishers.noBody());
  }

  /** Sends a POST without a body. */
  public Reply post(String path) {
    return send("POST", path, HttpRequest.BodyPublishers.noBody());
  }

  /** Sends a POST with a body that Jackson writes. */
  public Reply post(String path, Object body) {
    return send("POST", path, json(body));
  }

  /** Sends a PUT without a body. */
  public Reply put(String path) {
    return send("PUT", path, HttpRequest.BodyPublishers.noBody());
  }

  /** Sends a PUT with a body that Jackson writes. */
  public Reply put(String path, Object body) {
    return send("PUT", path, json(body));
  }

  /** Sends a PATCH with a body that Jackson writes. */
  public Reply patch(String path, Object body) {
    return send("PATCH", path, json(body));
  }

  /** Sends a DELETE. */
  public Reply delete(String path) {
    return send("DELETE", path, HttpRequest.BodyPublishers.noBody());
  }

  private static HttpRequest.BodyPublisher json(Object body) {
    try {
      return HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Reply send(String method, String path, HttpRequest.BodyPublisher body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(timeout)
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
      throw new UncheckedIOException(new InterruptedIOException(method + " " + path));
    }
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      return TextNode.valueOf(text);
    }
  }
}
