package dev.orderflow.simulator.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/**
 * A client of Bitstamp's protocol written from its description alone; it shares no class with the
 * simulator.
 *
 * <p>Frames are collected on the WebSocket's thread and read by the test through copies.
 */
final class ReferenceClient implements AutoCloseable {
  static {
    // Machines that run tests are busy; a condition that never comes true still fails.
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final List<String> frames = new ArrayList<>();
  private final AtomicInteger pongs = new AtomicInteger();
  private final WebSocket socket;
  private volatile String end = "";

  ReferenceClient(String webSocketUrl) {
    this.socket =
        HTTP.newWebSocketBuilder().buildAsync(URI.create(webSocketUrl), new Listener()).join();
  }

  /** Sends text as it is. */
  void send(String text) {
    socket.sendText(text, true).join();
  }

  void subscribe(String channel) {
    send("{\"event\":\"bts:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
  }

  void unsubscribe(String channel) {
    send("{\"event\":\"bts:unsubscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
  }

  void heartbeat() {
    send("{\"event\":\"bts:heartbeat\"}");
  }

  void ping() {
    socket.sendPing(ByteBuffer.wrap(new byte[] {1, 2, 3})).join();
  }

  int pongs() {
    return pongs.get();
  }

  /** How the connection ended; empty while it is open. */
  String end() {
    return end;
  }

  /** All frames so far. */
  List<String> frames() {
    synchronized (frames) {
      return List.copyOf(frames);
    }
  }

  long count(Predicate<String> wanted) {
    return frames().stream().filter(wanted).count();
  }

  /** The data frames of a channel so far. */
  List<JsonNode> data(String channel) {
    return frames().stream()
        .filter(
            text -> text.contains("\"channel\":\"" + channel + "\"") && !text.contains("\"bts:"))
        .map(ReferenceClient::parse)
        .toList();
  }

  static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static HttpResponse<String> get(String url) {
    return exchange(HttpRequest.newBuilder(URI.create(url)).GET());
  }

  static HttpResponse<String> post(String url, String body) {
    return exchange(
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  static HttpResponse<String> form(String url, String body) {
    return exchange(
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  static HttpResponse<String> delete(String url) {
    return exchange(HttpRequest.newBuilder(URI.create(url)).DELETE());
  }

  private static HttpResponse<String> exchange(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  @Override
  public void close() {
    socket.abort();
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder part = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        synchronized (frames) {
          frames.add(part.toString());
        }
        part.setLength(0);
      }
      webSocket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
      pongs.incrementAndGet();
      webSocket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
      end = "close " + code + " " + reason;
      return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
      end = "error " + error;
    }
  }
}
