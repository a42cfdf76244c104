package dev.orderflow.simulator.exchange;

import dev.orderflow.simulator.market.Market;
import dev.orderflow.simulator.market.Order;
import dev.orderflow.simulator.market.OrderBook;
import dev.orderflow.simulator.market.PriceLevel;
import dev.orderflow.simulator.market.Side;
import java.math.BigDecimal;
import java.util.ArrayList;
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
  public record Entry(long id, BigDecimal price, BigDecimal amount) {
    static Entry of(Market market, long id, long price, long amount) {
      return new Entry(
          id,
          BigDecimal.valueOf(price, market.priceDecimals()),
          BigDecimal.valueOf(amount, Market.AMOUNT_SCALE).setScale(market.amountDecimals()));
    }
  }

  /** The orders at the best prices of one side of a book that is in use. */
  static List<Entry> best(Market market, OrderBook book, Side side, int levels) {
    List<Entry> entries = new ArrayList<>();
    int written = 0;
    for (PriceLevel level : book.levels(side)) {
      if (written++ == levels) {
        break;
      }
      for (Order order : level) {
        entries.add(Entry.of(market, order.id(), order.price(), order.remaining()));
      }
    }
    return entries;
  }
}
