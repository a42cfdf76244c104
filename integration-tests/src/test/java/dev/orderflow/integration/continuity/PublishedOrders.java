package dev.orderflow.integration.continuity;

import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.exchange.MarketSummary;
import dev.orderflow.simulator.exchange.OrderEventView;
import dev.orderflow.simulator.server.Truth;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Every order event that a halted exchange published on a market, oldest first. It is fetched
 * window by window, because a million frames need not be in memory at once.
 */
final class PublishedOrders implements Iterator<OrderEventView> {

  private static final long WINDOW_MICROS = 250_000;

  private final Truth truth;
  private final String market;
  private final String lastId;
  private long windowStart;
  private Iterator<OrderEventView> window = List.<OrderEventView>of().iterator();
  private boolean ended;

  PublishedOrders(Simulator halted, String market) {
    this.truth = halted.truth();
    this.market = market;
    MarketSummary summary =
        truth.markets().stream()
            .filter(found -> found.market().equals(market))
            .findFirst()
            .orElseThrow();
    lastId = summary.lastEventId();
    ended = lastId.isEmpty();
    windowStart = ended ? 0 : micros(summary.firstRetainedEventId());
  }

  /** The last event of all; empty when there was none. */
  String lastId() {
    return lastId;
  }

  /** The event time in an id, microseconds since the epoch. */
  static long micros(String eventId) {
    return Long.parseUnsignedLong(eventId.replace("-", ""), 0, 16, 16);
  }

  @Override
  public boolean hasNext() {
    while (!window.hasNext() && !ended) {
      long windowEnd = windowStart + WINDOW_MICROS;
      window = truth.orderEvents(market, edge(windowStart, 0), edge(windowEnd - 1, -1)).iterator();
      windowStart = windowEnd;
      ended = windowStart > micros(lastId);
    }
    return window.hasNext();
  }

  @Override
  public OrderEventView next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return window.next();
  }

  private static String edge(long micros, long low) {
    return String.format("%016x%016x", micros, low);
  }
}
