package dev.orderflow.benchmarks.program;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;

/** The least that reads a WebSocket: subscribes, and hands every data frame on. */
public final class FrameClient implements AutoCloseable {

  private final OkHttpClient http = new OkHttpClient();
  private final Request request;
  private final List<String> channels;
  private final Consumer<String> frames;
  private Optional<WebSocket> socket = Optional.empty();
  private boolean closed;

  /**
   * A client that is not connected.
   *
   * @param url the server's
   * @param channels what to subscribe to
   * @param frames takes each frame's text, on the socket's thread
   */
  public FrameClient(String url, List<String> channels, Consumer<String> frames) {
    this.request = new Request.Builder().url(url).build();
    this.channels = List.copyOf(channels);
    this.frames = frames;
  }

  /** Connects; returns before it is done. What ends the connection is not noticed. */
  public void connect() {
    connect(() -> {});
  }

  /**
   * Connects; returns before it is done.
   *
   * @param ended is called, on the socket's thread, when the connection has ended or was refused;
   *     never again once the client is closed
   */
  public synchronized void connect(Runnable ended) {
    if (!closed) {
      socket = Optional.of(http.newWebSocket(request, listener(ended)));
    }
  }

  private WebSocketListener listener(Runnable ended) {
    return new WebSocketListener() {
      @Override
      public void onOpen(WebSocket webSocket, Response response) {
        for (String channel : channels) {
          webSocket.send(
              "{\"event\":\"bts:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
        }
      }

      @Override
      public void onMessage(WebSocket webSocket, String text) {
        if (!text.startsWith("{\"event\":\"bts:")) {
          frames.accept(text);
        }
      }

      @Override
      public void onClosing(WebSocket webSocket, int code, String reason) {
        webSocket.close(code, reason);
      }

      @Override
      public void onClosed(WebSocket webSocket, int code, String reason) {
        if (!isClosed()) {
          ended.run();
        }
      }

      @Override
      public void onFailure(WebSocket webSocket, Throwable failure, Response response) {
        if (!isClosed()) {
          ended.run();
        }
      }
    };
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void close() {
    closed = true;
    socket.ifPresent(WebSocket::cancel);
    http.dispatcher().executorService().shutdown();
  }
}
