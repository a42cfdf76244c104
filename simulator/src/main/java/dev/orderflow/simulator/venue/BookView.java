package dev.orderflow.simulator.venue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * The exact book of a market at one instant.
 *
 * @param market symbol
 * @param microtimestamp when the last event before that instant happened, in the engine's
 *     microseconds
 * @param lastEventId the last event that the book contains; empty at the very start
 * @param bids best first, oldest first inside a price
 * @param asks best first, oldest first inside a price
 */
public record BookView(
    String market,
    long microtimestamp,
    Optional<String> lastEventId,
    List<Entry> bids,
    List<Entry> asks) {

  /**
   * A resting order.
   *
   * @param id order id
   * @param price in the counter currency
   * @param amount remaining, in the base currency
   */
  public record Entry(long id, BigDecimal price, BigDecimal amount) {}
}
