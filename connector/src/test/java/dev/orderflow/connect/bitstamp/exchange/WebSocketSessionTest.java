package dev.orderflow.connect.bitstamp.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.WebSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebSocketSessionTest {

  private static final Channel ORDERS = new Channel(ChannelKind.LIVE_ORDERS, "btcusd");

  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final AtomicLong nanos = new AtomicLong();

  /** Never opened: what the session sends goes nowhere. */
  private final WebSocket socket =
      (WebSocket)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {WebSocket.class},
              (at, by, with) -> false);

  @AfterEach
  void close() {
    scheduler.shutdownNow();
  }

  @Test
  void aSessionThatIsReplacedBeforeItIsSubscribedEndsAllTheSame() {
    WebSocketSession session = session();

    session.retire(EndReason.RECONNECT_REQUESTED, "as the exchange asked", nanos.get());
    session.onMessage(
        socket,
        "{\"event\":\"bts:subscription_succeeded\",\"channel\":\"live_orders_btcusd\",\"data\":{}}");
    assertThat(session.status().isSubscribed()).isFalse();

    session.checkRetired(nanos.addAndGet(Duration.ofSeconds(2).toNanos()));
    assertThat(session.status().ended()).isPresent();
  }

  private WebSocketSession session() {
    FeedSettings settings =
        new FeedSettings(
            URI.create("ws://127.0.0.1:1/"),
            List.of(ORDERS),
            1,
            10_000,
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofDays(1),
            new Backoff(Duration.ofMillis(20), Duration.ofMillis(200)));
    return new WebSocketSession(
        1,
        settings,
        new MessageParser(List.of(ORDERS)),
        new FeedEventQueue(100, 100_000),
        new FeedStatistics(),
        new FeedEnvironment(
            (request, listener) -> socket, scheduler, nanos::get, () -> 1, new Random(1)),
        () -> {});
  }
}
