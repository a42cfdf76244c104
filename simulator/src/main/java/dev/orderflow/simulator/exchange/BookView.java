package dev.orderflow.simulator.exchange;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Shape;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.orderflow.simulator.exchange.BookHistory.PastBook;
import dev.orderflow.simulator.market.Market;
import dev.orderflow.simulator.market.Order;
import dev.orderflow.simulator.market.OrderBook;
import dev.orderflow.simulator.market.PriceLevel;
import dev.orderflow.simulator.market.Side;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * The exact book of a market at one instant; as JSON, an order is an array of its price, amount and
 * id.
 *
 * @param market symbol
 * @param microtimestamp when the last event before that instant happened, in the engine's
 *     microseconds
 * @param lastEventId the last event that the book contains; empty text at the very start
 * @param bids best first, oldest first inside a price
 * @param asks best first, oldest first inside a price
 */
public record BookView(
    String market,
    @JsonFormat(shape = Shape.STRING) long microtimestamp,
    String lastEventId,
    List<Entry> bids,
    List<Entry> asks) {

  /**
   * A resting order.
   *
   * @param id order id
   * @param price in the counter currency
   * @param amount remaining, in the base currency
   */
  @JsonFormat(shape = Shape.ARRAY)
  @JsonPropertyOrder({"price", "amount", "id"})
  public record Entry(
      @JsonFormat(shape = Shape.STRING) long id,
      @JsonFormat(shape = Shape.STRING) BigDecimal price,
      @JsonFormat(shape = Shape.STRING) BigDecimal amount) {}

  static BookView of(Market market, PastBook past) {
    return new BookView(
        market.symbol(),
        past.microtimestamp(),
        past.lastEventId(),
        entries(market, past.book(), Side.BUY),
        entries(market, past.book(), Side.SELL));
  }

  private static List<Entry> entries(Market market, OrderBook book, Side side) {
    List<Entry> entries = new ArrayList<>();
    for (PriceLevel level : book.levels(side)) {
      for (Order order : level) {
        entries.add(
            new Entry(
                order.id(),
                BigDecimal.valueOf(order.price(), market.priceDecimals()),
                BigDecimal.valueOf(order.remaining(), Market.AMOUNT_SCALE)
                    .setScale(market.amountDecimals())));
      }
    }
    return entries;
  }
}
