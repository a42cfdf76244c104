package dev.orderflow.simulator.venue;

import dev.orderflow.simulator.market.Market;
import dev.orderflow.simulator.market.Order;
import dev.orderflow.simulator.market.OrderBook;
import dev.orderflow.simulator.market.PriceLevel;
import dev.orderflow.simulator.market.Side;

/** Writes one side of a book as the venue does, best first. */
final class BookText {
  /** What a row of the text is. */
  enum Rows {
    LEVELS,
    ORDERS,
    ORDERS_WITH_IDS
  }

  private final AsciiBuffer out;
  private final String space;
  private final int amounts;
  private final int prices;

  /**
   * Creates a writer.
   *
   * @param space what follows a comma: nothing in frames, a blank in HTTP replies
   */
  BookText(AsciiBuffer out, String space, int amounts, int prices) {
    this.out = out;
    this.space = space;
    this.amounts = amounts;
    this.prices = prices;
  }

  /** Writes at most {@code depth} rows. */
  void side(OrderBook book, Side side, Rows rows, int depth) {
    out.put('[');
    int written = 0;
    for (PriceLevel level : book.levels(side)) {
      if (written >= depth) {
        break;
      }
      if (rows == Rows.LEVELS) {
        row(written++, level.price(), level.amount(), -1);
        continue;
      }
      for (Order order : level) {
        if (written >= depth) {
          break;
        }
        row(written++, level.price(), order.remaining(), rows == Rows.ORDERS ? -1 : order.id());
      }
    }
    out.put(']');
  }

  /** Writes one row; {@code id} is negative where the row has none. */
  void row(int index, long price, long amount, long id) {
    if (index > 0) {
      out.put(',').text(space);
    }
    out.text("[\"").fixed(price, prices, prices).text("\",").text(space).put('"');
    out.fixed(amount, Market.AMOUNT_SCALE, amounts).put('"');
    if (id >= 0) {
      out.put(',').text(space).put('"').number(id).put('"');
    }
    out.put(']');
  }
}
