package dev.orderflow.simulator.server;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The venue's published limits for a client address: 400 requests a second and 10,000 in ten
 * minutes. Owned by the exchange thread.
 */
final class RateLimit {
  private static final long SECOND = 1_000_000_000L;
  private static final long TEN_MINUTES = 600 * SECOND;
  private static final int PER_SECOND = 400;
  private static final int PER_TEN_MINUTES = 10_000;
  private static final int MAX_CLIENTS = 10_000;

  private static final class Window {
    private final long length;
    private final int limit;
    private long start;
    private int count;

    Window(long length, int limit, long now) {
      this.length = length;
      this.limit = limit;
      this.start = now;
    }

    boolean admits(long now) {
      if (now - start >= length) {
        start = now;
        count = 0;
      }
      return ++count <= limit;
    }
  }

  private record Client(Window second, Window tenMinutes) {}

  private final Map<String, Client> clients =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Client> eldest) {
          return size() > MAX_CLIENTS;
        }
      };

  /** Counts a request; false where it is one too many. */
  boolean admits(String client, long nowNanos) {
    Client known =
        clients.computeIfAbsent(
            client,
            key ->
                new Client(
                    new Window(SECOND, PER_SECOND, nowNanos),
                    new Window(TEN_MINUTES, PER_TEN_MINUTES, nowNanos)));
    boolean second = known.second().admits(nowNanos);
    return known.tenMinutes().admits(nowNanos) && second;
  }
}
