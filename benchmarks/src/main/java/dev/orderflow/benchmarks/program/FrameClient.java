package dev.orderflow.benchmarks.program;

import java.util.List;
import java.util.function.Consumer;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;

/** The least that reads orders from a WebSocket: subscribes, and hands every data frame on. */
public final class FrameClient implements AutoCloseable {

  private final OkHttpClient http = new OkHttpClient();
  private final Request request;
  private final List<String> markets;
  private final Consumer<String> frames;
  private WebSocket socket;

  /**
   * A client that is not connected.
   *
   * @param url the server's
   * @param markets whose orders to subscribe
   * @param frames takes each frame's text, on the socket's thread
   */
  public FrameClient(String url, List<String> markets, Consumer<String> frames) {
    this.request = new Request.Builder().url(url).build();
    this.markets = List.copyOf(markets);
    this.frames = frames;
  }

  /** Connects; returns before it is done. */
  public void connect() {
    socket =
        http.newWebSocket(
            request,
            new WebSocketListener() {
              @Override
              public void onOpen(WebSocket webSocket, Response response) {
                for (String market : markets) {
                  webSocket.send(
                      "{\"event\":\"bts:subscribe\",\"data\":{\"channel\":\"live_orders_"
                          + market
                          + "\"}}");
                }
              }

              @Override
              public void onMessage(WebSocket webSocket, String text) {
                if (!text.startsWith("{\"event\":\"bts:")) {
                  frames.accept(text);
                }
              }
            });
  }

  @Override
  public void close() {
    if (socket != null) {
      socket.cancel();
    }
    http.dispatcher().executorService().shutdown();
  }
}
