package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.Message;
import dev.orderflow.connect.bitstamp.exchange.TradeRow;
import dev.orderflow.connect.bitstamp.exchange.TradeWindow;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * One look at the exchange's list of trades: which of them are there, and how far back it reaches.
 *
 * @param rows the trades, oldest first
 * @param reachesMicros every trade at or after this time is in the list, microseconds since the
 *     epoch by the clock here
 */
record TradeHistory(List<TradeRow> rows, long reachesMicros) {

  /** The window's start is taken to be later by this, against clocks that differ. */
  private static final long CLOCK_MARGIN_MICROS = 10_000_000;

  static TradeHistory of(List<TradeRow> reply, TradeWindow window, long askedAtMicros) {
    return new TradeHistory(
        reply.stream().sorted(Comparator.comparingLong(TradeRow::id)).toList(),
        askedAtMicros - window.length().toNanos() / 1_000 + CLOCK_MARGIN_MICROS);
  }

  /** The shortest window that surely holds everything since a time. */
  static TradeWindow windowSince(long micros, long nowMicros) {
    long back = Math.max(0, nowMicros - micros) + 2 * CLOCK_MARGIN_MICROS;
    return TradeWindow.reaching(Duration.ofNanos(back * 1_000));
  }

  /** Whether nothing after that trade, at that time or later, can be older than the list. */
  boolean reaches(long tradeId, long micros) {
    return micros >= reachesMicros || (!rows.isEmpty() && rows.get(0).id() <= tradeId);
  }

  boolean contains(long tradeId) {
    return rows.stream().anyMatch(row -> row.id() == tradeId);
  }

  /** The trades whose ids match, oldest first. */
  List<TradeRow> where(LongPredicate id) {
    return rows.stream().filter(row -> id.test(row.id())).toList();
  }

  Optional<TradeRow> oldest() {
    return rows.stream().findFirst();
  }

  /**
   * A trade in the exchange's frame format. The list has neither order ids nor, as a rule, more
   * than whole seconds, which is then said in the frame.
   */
  static Output.Event event(
      Channel channel, TradeRow row, long session, long at, Position position) {
    String text =
        "{\"data\":{\"id\":"
            + row.id()
            + ",\"timestamp\":\""
            + row.microtimestamp() / 1_000_000
            + "\",\"amount\":"
            + plain(row.amount())
            + ",\"amount_str\":\""
            + row.amount()
            + "\",\"price\":"
            + plain(row.price())
            + ",\"price_str\":\""
            + row.price()
            + "\",\"type\":"
            + row.type()
            + ",\"microtimestamp\":\""
            + row.microtimestamp()
            + (row.exactTime() ? "\"" : "\",\"time_precision\":\"s\"")
            + "},\"channel\":\""
            + channel.name()
            + "\",\"event\":\"trade\"}";
    Message.Data data = new Message.Data(channel, "trade", row.microtimestamp(), "", "", row.id());
    return new Output.Event(data, text, session, at, true, position);
  }

  private static String plain(String decimal) {
    return new BigDecimal(decimal).toPlainString();
  }
}
