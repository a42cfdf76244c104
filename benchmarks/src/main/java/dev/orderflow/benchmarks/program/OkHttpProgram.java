package dev.orderflow.benchmarks.program;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;

/**
 * What one would write in an afternoon instead of a connector: a WebSocket whose frames are handed
 * to a producer, and that is opened again a second after it has ended. No offsets, no look at what
 * the frames say, and no question for what was missed.
 */
public final class OkHttpProgram extends WebSocketListener {

  private final OkHttpClient http = new OkHttpClient();
  private final ScheduledExecutorService again = Executors.newSingleThreadScheduledExecutor();
  private final String url;
  private final String channel;
  private final Consumer<String> frames;
  private WebSocket socket;
  private boolean closed;

  private OkHttpProgram(String url, String channel, Consumer<String> frames) {
    this.url = url;
    this.channel = channel;
    this.frames = frames;
  }

  /**
   * Runs as {@link ProducerProgram} says.
   *
   * @param arguments the broker's address
   * @throws IOException where the input cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    ProducerProgram.serve(
        arguments[0],
        (url, channel, frames) -> {
          OkHttpProgram program = new OkHttpProgram(url, channel, frames);
          program.connect();
          return program::close;
        });
  }

  private synchronized void connect() {
    if (!closed) {
      socket = http.newWebSocket(new Request.Builder().url(url).build(), this);
    }
  }

  private synchronized void connectAgain() {
    if (!closed) {
      again.schedule(this::connect, 1, TimeUnit.SECONDS);
    }
  }

  private synchronized void close() {
    closed = true;
    again.shutdownNow();
    socket.cancel();
    http.dispatcher().executorService().shutdown();
  }

  @Override
  public void onOpen(WebSocket webSocket, Response response) {
    webSocket.send("{\"event\":\"bts:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
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
    connectAgain();
  }

  @Override
  public void onFailure(WebSocket webSocket, Throwable failure, Response response) {
    connectAgain();
  }
}
