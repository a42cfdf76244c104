package dev.orderflow.simulator.venue;

import dev.orderflow.simulator.market.Market;
import dev.orderflow.simulator.market.OrderBook;
import dev.orderflow.simulator.market.OrderKind;
import dev.orderflow.simulator.market.Side;
import java.nio.charset.StandardCharsets;

/**
 * Writes the frames of one market byte for byte in the venue's key order and number formats.
 *
 * <p>Formats follow captures of 2026; what no capture shows (a zero {@code amount_str}, the text of
 * the price sentinels) has the market's decimals.
 */
final class FrameText {
  /** What stands for the price of a buy order without one; a sell order without one has 0. */
  static final long BUY_SENTINEL = 999_999_999;

  private static final int SCALE = Market.AMOUNT_SCALE;
  private static final byte[] LIQUIDATION = ascii(",\"is_liquidation\":false}");
  private static final byte[] SOURCE = ascii("\"order_source\":\"orderbook\"");

  private final int prices;
  private final int amounts;
  private final byte[] ordersTail;
  private final byte[] tradesTail;

  FrameText(Market market) {
    this.prices = market.priceDecimals();
    this.amounts = market.amountDecimals();
    this.ordersTail =
        ascii(
            ",\"channel\":\""
                + ChannelKind.LIVE_ORDERS.prefix()
                + market.symbol()
                + "\",\"event\":\"");
    this.tradesTail =
        ascii(
            "},\"channel\":\""
                + ChannelKind.LIVE_TRADES.prefix()
                + market.symbol()
                + "\",\"event\":\"trade\"}");
  }

  /** A frame of {@code live_orders}. */
  void order(AsciiBuffer out, OrderEventLog log, long row) {
    out.text("{\"data\":");
    orderData(out, log, row);
    out.raw(ordersTail).text(log.event(row).event()).text("\",\"event_id\":\"");
    EventId.write(out, OrderEventLog.stamp(log.time(row)), log.low(row));
    EventId previous = log.previousId(row);
    out.text("\",\"pre_event_id\":\"");
    EventId.write(out, previous.high(), previous.low());
    out.text("\",").raw(SOURCE).put('}');
  }

  /** An element of the {@code order_data} reply: the frame without its channel and predecessor. */
  void orderRow(AsciiBuffer out, OrderEventLog log, long row) {
    out.text("{\"event\":\"").text(log.event(row).event()).text("\",\"event_id\":\"");
    EventId.write(out, OrderEventLog.stamp(log.time(row)), log.low(row));
    out.text("\",").raw(SOURCE).text(",\"data\":");
    orderData(out, log, row);
    out.put('}');
  }

  private void orderData(AsciiBuffer out, OrderEventLog log, long row) {
    long stamp = OrderEventLog.stamp(log.time(row));
    // The frames of an order for cash do not tell its amount in the base currency.
    boolean cash = log.kind(row) == OrderKind.INSTANT;
    boolean dust = log.event(row) == OrderEventKind.DELETED;
    long remaining = cash && !dust ? 0 : log.remaining(row);
    out.text("{\"id\":").number(log.orderId(row));
    out.text(",\"id_str\":\"").number(log.orderId(row));
    out.text("\",\"order_type\":").number(log.side(row).code());
    out.text(",\"order_subtype\":").number(log.kind(row).subtype());
    out.text(",\"datetime\":\"").number((stamp + 500_000) / 1_000_000);
    out.text("\",\"microtimestamp\":\"").number(stamp);
    out.text("\",\"amount\":").decimalNumber(remaining, SCALE);
    out.text(",\"amount_str\":\"").decimalString(remaining, SCALE, amounts);
    out.text("\",\"amount_traded\":\"");
    if (log.executed(row) == 0) {
      out.put('0');
    } else {
      out.decimalString(log.executed(row), SCALE, amounts);
    }
    out.text("\",\"amount_at_create\":\"");
    out.decimalString(cash ? 0 : log.created(row), SCALE, amounts);
    price(out.text("\",\"price\":"), log, row);
    out.raw(LIQUIDATION);
  }

  private void price(AsciiBuffer out, OrderEventLog log, long row) {
    if (log.kind(row).unpriced() && log.executed(row) == 0) {
      long sentinel = log.side(row) == Side.BUY ? BUY_SENTINEL : 0;
      out.number(sentinel).text(",\"price_str\":\"").number(sentinel);
      if (prices > 0) {
        out.put('.').zeros(prices);
      }
      out.put('"');
      return;
    }
    out.decimalNumber(log.price(row), prices).text(",\"price_str\":\"");
    out.fixed(log.price(row), prices, prices).put('"');
  }

  /** A frame of {@code live_trades}. */
  void trade(AsciiBuffer out, TradeLog log, long row) {
    long stamp = OrderEventLog.stamp(log.time(row));
    out.text("{\"data\":{\"id\":").number(log.id(row));
    out.text(",\"timestamp\":\"").number(stamp / 1_000_000);
    out.text("\",\"amount\":").decimalNumber(log.amount(row), SCALE);
    out.text(",\"amount_str\":\"").decimalString(log.amount(row), SCALE, amounts);
    out.text("\",\"price\":").decimalNumber(log.price(row), prices);
    out.text(",\"price_str\":\"").fixed(log.price(row), prices, prices);
    out.text("\",\"type\":").number(log.taker(row).code());
    out.text(",\"microtimestamp\":\"").number(stamp);
    out.text("\",\"buy_order_id\":").number(log.buyOrderId(row));
    out.text(",\"sell_order_id\":").number(log.sellOrderId(row));
    out.raw(tradesTail);
  }

  /** A row of {@code transactions}; the venue gives no order ids there. */
  void transaction(AsciiBuffer out, TradeLog log, long row) {
    out.text("{\"date\": \"").number(log.time(row) / 1_000_000);
    out.text("\", \"tid\": \"").number(log.id(row));
    out.text("\", \"amount\": \"").fixed(log.amount(row), SCALE, amounts);
    out.text("\", \"type\": \"").number(log.taker(row).code());
    out.text("\", \"price\": \"").fixed(log.price(row), prices, prices).text("\"}");
  }

  /** A frame of {@code order_book} or {@code detail_order_book}. */
  void book(AsciiBuffer out, PublicChannel channel, OrderBook book, long time, int depth) {
    boolean detail = channel.kind() == ChannelKind.DETAIL_ORDER_BOOK;
    BookText text = new BookText(out, "", amounts, prices);
    bookHead(out, time);
    text.side(book, Side.BUY, detail ? BookText.Rows.ORDERS_WITH_IDS : BookText.Rows.LEVELS, depth);
    out.text(",\"asks\":");
    text.side(
        book, Side.SELL, detail ? BookText.Rows.ORDERS_WITH_IDS : BookText.Rows.LEVELS, depth);
    bookTail(out, channel);
  }

  /** A frame of {@code diff_order_book}; prices best first. */
  void diff(
      AsciiBuffer out, PublicChannel channel, OrderBook book, long time, long[] bids, long[] asks) {
    bookHead(out, time);
    changed(out, book, Side.BUY, bids);
    out.text(",\"asks\":");
    changed(out, book, Side.SELL, asks);
    bookTail(out, channel);
  }

  private void changed(AsciiBuffer out, OrderBook book, Side side, long[] changedPrices) {
    out.put('[');
    for (int i = 0; i < changedPrices.length; i++) {
      out.text(i == 0 ? "[\"" : ",[\"").fixed(changedPrices[i], prices, prices).text("\",\"");
      long amount = book.amountAt(side, changedPrices[i]);
      // Captured frames spell a removed level with eight decimals whatever the market's are.
      out.fixed(amount, SCALE, amount == 0 ? SCALE : amounts).text("\"]");
    }
    out.put(']');
  }

  private static void bookHead(AsciiBuffer out, long time) {
    out.text("{\"data\":{\"timestamp\":\"").number(time / 1_000_000);
    out.text("\",\"microtimestamp\":\"").number(time).text("\",\"bids\":");
  }

  private static void bookTail(AsciiBuffer out, PublicChannel channel) {
    out.text("},\"channel\":\"").text(channel.name()).text("\",\"event\":\"data\"}");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
