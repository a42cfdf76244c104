package dev.orderflow.simulator.exchange;

import dev.orderflow.simulator.market.Market;
import dev.orderflow.simulator.market.Order;
import dev.orderflow.simulator.market.OrderBook;
import dev.orderflow.simulator.market.OrderEventKind;
import dev.orderflow.simulator.market.OrderKind;
import dev.orderflow.simulator.market.PriceLevel;
import dev.orderflow.simulator.market.Side;
import java.util.List;

/**
 * Writes the frames and the rows of one market byte for byte in Bitstamp's key order and number
 * formats.
 *
 * <p>Formats follow captures of 2026; what no capture shows (a zero {@code amount_str}, the text of
 * the price sentinels) has the market's decimals.
 */
final class FrameText {
  /** What a row of a book is. */
  enum Rows {
    LEVELS,
    ORDERS,
    ORDERS_WITH_IDS
  }

  /** What stands for the price of a buy order without one; a sell order without one has 0. */
  private static final long BUY_SENTINEL = 999_999_999;

  private static final int SCALE = Market.AMOUNT_SCALE;
  private static final String SOURCE = "\"order_source\":\"orderbook\"";

  private final int prices;
  private final int amounts;

  FrameText(Market market) {
    this.prices = market.priceDecimals();
    this.amounts = market.amountDecimals();
  }

  /** A frame of {@code live_orders}. */
  Frame order(PublicChannel channel, OrderEvent event) {
    StringBuilder out = new StringBuilder(640).append("{\"data\":");
    orderData(out, event);
    out.append(",\"channel\":\"").append(channel.name());
    out.append("\",\"event\":\"").append(event.kind().event());
    out.append("\",\"event_id\":\"").append(event.id());
    out.append("\",\"pre_event_id\":\"").append(event.previousId());
    out.append("\",").append(SOURCE).append('}');
    return Frame.of(channel, event.stamp(), event.id().low(), out);
  }

  /** An element of the {@code order_data} reply: the frame without its channel and predecessor. */
  void orderRow(StringBuilder out, OrderEvent event) {
    out.append("{\"event\":\"").append(event.kind().event());
    out.append("\",\"event_id\":\"").append(event.id());
    out.append("\",").append(SOURCE).append(",\"data\":");
    orderData(out, event);
    out.append('}');
  }

  private void orderData(StringBuilder out, OrderEvent event) {
    // The frames of an order for cash do not tell its amount in the base currency.
    boolean cash = event.orderKind() == OrderKind.INSTANT;
    boolean dust = event.kind() == OrderEventKind.DELETED;
    long remaining = cash && !dust ? 0 : event.remaining();
    out.append("{\"id\":").append(event.orderId());
    out.append(",\"id_str\":\"").append(event.orderId());
    out.append("\",\"order_type\":").append(event.side().code());
    out.append(",\"order_subtype\":").append(event.orderKind().subtype());
    out.append(",\"datetime\":\"").append((event.stamp() + 500_000) / 1_000_000);
    out.append("\",\"microtimestamp\":\"").append(event.stamp());
    out.append("\",\"amount\":").append(Decimals.number(remaining, SCALE));
    out.append(",\"amount_str\":\"").append(Decimals.text(remaining, SCALE, amounts));
    out.append("\",\"amount_traded\":\"");
    out.append(event.executed() == 0 ? "0" : Decimals.text(event.executed(), SCALE, amounts));
    out.append("\",\"amount_at_create\":\"");
    out.append(Decimals.text(cash ? 0 : event.created(), SCALE, amounts));
    out.append("\",\"price\":");
    if (event.orderKind().unpriced() && event.executed() == 0) {
      long sentinel = event.side() == Side.BUY ? BUY_SENTINEL : 0;
      price(out, Long.toString(sentinel), Decimals.fixed(sentinel, 0, prices));
    } else {
      price(out, event.price());
    }
    out.append(",\"is_liquidation\":false}");
  }

  private void price(StringBuilder out, long price) {
    price(out, Decimals.number(price, prices), Decimals.fixed(price, prices, prices));
  }

  private static void price(StringBuilder out, String number, String text) {
    out.append(number).append(",\"price_str\":\"").append(text).append('"');
  }

  /** A frame of {@code live_trades}. */
  Frame trade(PublicChannel channel, Trade trade) {
    StringBuilder out = new StringBuilder(400);
    out.append("{\"data\":{\"id\":").append(trade.id());
    out.append(",\"timestamp\":\"").append(trade.stamp() / 1_000_000);
    out.append("\",\"amount\":").append(Decimals.number(trade.amount(), SCALE));
    out.append(",\"amount_str\":\"").append(Decimals.text(trade.amount(), SCALE, amounts));
    out.append("\",\"price\":");
    price(out, trade.price());
    out.append(",\"type\":").append(trade.taker().code());
    out.append(",\"microtimestamp\":\"").append(trade.stamp());
    out.append("\",\"buy_order_id\":").append(trade.buyOrderId());
    out.append(",\"sell_order_id\":").append(trade.sellOrderId());
    out.append("},\"channel\":\"").append(channel.name()).append("\",\"event\":\"trade\"}");
    return Frame.of(channel, trade.stamp(), trade.id(), out);
  }

  /** A row of {@code transactions}; Bitstamp gives no order ids there. */
  void transaction(StringBuilder out, Trade trade) {
    out.append("{\"date\": \"").append(trade.time() / 1_000_000);
    out.append("\", \"tid\": \"").append(trade.id());
    out.append("\", \"amount\": \"").append(Decimals.fixed(trade.amount(), SCALE, amounts));
    out.append("\", \"type\": \"").append(trade.taker().code());
    out.append("\", \"price\": \"").append(Decimals.fixed(trade.price(), prices, prices));
    out.append("\"}");
  }

  /** A frame of {@code order_book} or {@code detail_order_book}. */
  Frame book(PublicChannel channel, OrderBook book, long time, int depth) {
    Rows rows =
        channel.kind() == ChannelKind.DETAIL_ORDER_BOOK ? Rows.ORDERS_WITH_IDS : Rows.LEVELS;
    StringBuilder out = bookHead(time);
    rows(out, book, Side.BUY, rows, depth, ",");
    out.append(",\"asks\":");
    rows(out, book, Side.SELL, rows, depth, ",");
    return bookFrame(out, channel, time);
  }

  /** A frame of {@code diff_order_book}; prices best first. */
  Frame diff(PublicChannel channel, OrderBook book, long time, List<Long> bids, List<Long> asks) {
    StringBuilder out = bookHead(time);
    changed(out, book, Side.BUY, bids);
    out.append(",\"asks\":");
    changed(out, book, Side.SELL, asks);
    return bookFrame(out, channel, time);
  }

  private void changed(StringBuilder out, OrderBook book, Side side, List<Long> changedPrices) {
    out.append('[');
    String separator = "";
    for (long price : changedPrices) {
      long amount = book.amountAt(side, price);
      // Captured frames spell a removed level with eight decimals whatever the market's are.
      String text = Decimals.fixed(amount, SCALE, amount == 0 ? SCALE : amounts);
      out.append(separator).append("[\"").append(Decimals.fixed(price, prices, prices));
      out.append("\",\"").append(text).append("\"]");
      separator = ",";
    }
    out.append(']');
  }

  private static StringBuilder bookHead(long time) {
    return new StringBuilder(8_192)
        .append("{\"data\":{\"timestamp\":\"")
        .append(time / 1_000_000)
        .append("\",\"microtimestamp\":\"")
        .append(time)
        .append("\",\"bids\":");
  }

  private static Frame bookFrame(StringBuilder out, PublicChannel channel, long time) {
    out.append("},\"channel\":\"").append(channel.name()).append("\",\"event\":\"data\"}");
    return Frame.of(channel, time, 0, out);
  }

  /**
   * Writes one side of a book.
   *
   * @param depth rows at most
   * @param comma a comma as the frames have it, or as HTTP replies do, with a blank
   */
  void rows(StringBuilder out, OrderBook book, Side side, Rows rows, int depth, String comma) {
    out.append('[');
    int left = depth;
    for (PriceLevel level : book.levels(side)) {
      if (rows == Rows.LEVELS && left-- > 0) {
        row(out, level.price(), level.amount(), comma).append(']').append(comma);
      }
      for (Order order : level) {
        if (rows != Rows.LEVELS && left-- > 0) {
          row(out, order.price(), order.remaining(), comma);
          out.append(rows == Rows.ORDERS ? "" : comma + '"' + order.id() + '"');
          out.append(']').append(comma);
        }
      }
      if (left <= 0) {
        break;
      }
    }
    if (left < depth) {
      out.setLength(out.length() - comma.length());
    }
    out.append(']');
  }

  private StringBuilder row(StringBuilder out, long price, long amount, String comma) {
    out.append("[\"").append(Decimals.fixed(price, prices, prices)).append('"').append(comma);
    return out.append('"').append(Decimals.fixed(amount, SCALE, amounts)).append('"');
  }
}
