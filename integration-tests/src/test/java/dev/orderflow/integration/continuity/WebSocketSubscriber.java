package dev.orderflow.integration.continuity;

import static org.awaitility.Awaitility.await;

import dev.orderflow.simulator.Simulator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A second subscriber of the exchange, which shares no code with the connector: what it received is
 * what the topic must hold.
 */
public final class WebSocketSubscriber implements AutoCloseable {

  private final ConcurrentLinkedQueue<String> messages = new ConcurrentLinkedQueue<>();
  private final WebSocket socket;

  private WebSocketSubscriber(Simulator exchange) {
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(exchange.webSocketUrl()), new Listener(messages))
            .join();
  }

  /** Subscribes and waits until all channels are acknowledged. */
  public static WebSocketSubscriber of(Simulator exchange, Collection<String> channels) {
    WebSocketSubscriber subscriber = new WebSocketSubscriber(exchange);
    for (String channel : channels) {
      subscriber
          .socket
          .sendText(
              "{\"event\":\"bts:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}", true)
          .join();
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                subscriber.messages.stream().filter(text -> text.contains("succeeded")).count()
                    == channels.size());
    return subscriber;
  }

  /** The text of every frame of a channel so far, in order. */
  public List<String> frames(String channel) {
    String mark = "\"channel\":\"" + channel + "\"";
    return messages.stream()
        .filter(text -> text.contains(mark) && !text.contains("\"bts:"))
        .toList();
  }

  @Override
  public void close() {
    socket.abort();
  }

  /** Called by the HTTP client's threads, one at a time. */
  private static final class Listener implements WebSocket.Listener {

    private final Collection<String> messages;
    private final StringBuilder partial = new StringBuilder();

    Listener(Collection<String> messages) {
      this.messages = messages;
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        messages.add(partial.toString());
        partial.setLength(0);
      }
      return WebSocket.Listener.super.onText(webSocket, data, last);
    }
  }
}
