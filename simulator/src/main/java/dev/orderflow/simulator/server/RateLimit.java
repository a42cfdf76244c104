package dev.orderflow.simulator.server;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Bitstamp's published limits for a client address: 400 requests a second and 10,000 in ten
 * minutes.
 */
final class RateLimit {
  private static final int MAX_CLIENTS = 10_000;

  private static final class Window {
    private final long length;
    private final int limit;
    private long start;
    private int count;

    Window(long seconds, int limit, long nowNanos) {
      this.length = TimeUnit.SECONDS.toNanos(seconds);
      this.limit = limit;
      this.start = nowNanos;
    }

    boolean admits(long nowNanos) {
      if (nowNanos - start >= length) {
        start = nowNanos;
        count = 0;
      }
      return ++count <= limit;
    }
  }

  private record Client(Window second, Window tenMinutes) {
    static Client seenAt(long nowNanos) {
      return new Client(new Window(1, 400, nowNanos), new Window(600, 10_000, nowNanos));
    }
  }

  private final Map<String, Client> clients = new LinkedHashMap<>();

  /** Counts a request; false where it is one too many. */
  boolean admits(String address, long nowNanos) {
    Client client = clients.computeIfAbsent(address, key -> Client.seenAt(nowNanos));
    if (clients.size() > MAX_CLIENTS) {
      clients.remove(clients.keySet().iterator().next());
    }
    boolean second = client.second().admits(nowNanos);
    return client.tenMinutes().admits(nowNanos) && second;
  }
}
