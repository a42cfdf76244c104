package dev.orderflow.simulator.market;

/**
 * How a market's order flow starts and how fast it runs.
 *
 * @param seed the same seed gives the same events
 * @param startMicros the first instant, microseconds since the epoch
 * @param eventsPerSecond order events per second of an ordinary minute, positive
 * @param bookOrders orders resting at the start, 0 or more
 */
public record FlowSettings(long seed, long startMicros, double eventsPerSecond, int bookOrders) {
  /** Refuses values out of range. */
  public FlowSettings {
    if (!(eventsPerSecond > 0)) {
      throw new IllegalArgumentException("eventsPerSecond must be positive: " + eventsPerSecond);
    }
    if (bookOrders < 0) {
      throw new IllegalArgumentException("bookOrders must not be negative: " + bookOrders);
    }
  }
}
