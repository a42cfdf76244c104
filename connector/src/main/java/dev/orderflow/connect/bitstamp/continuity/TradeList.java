package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.Execution;
import dev.orderflow.connect.bitstamp.exchange.HttpReply;
import dev.orderflow.connect.bitstamp.exchange.Message;
import dev.orderflow.connect.bitstamp.exchange.TradeRow;
import dev.orderflow.connect.bitstamp.exchange.TradeWindow;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * One look at the exchange's list of trades.
 *
 * @param rows the trades by id
 * @param window what was asked for
 * @param exchangeMicros the reply's own time, microseconds since the epoch
 * @param askedAt when it was asked for, nanoseconds of the caller's ticker
 * @param takenAt when the answer was taken in
 */
record TradeList(
    NavigableMap<Long, TradeRow> rows,
    TradeWindow window,
    OptionalLong exchangeMicros,
    long askedAt,
    long takenAt) {

  /** So long a list may come out of a cache. */
  static final long CACHED_NANOS = Duration.ofSeconds(20).toNanos();

  /** The reply's time is of whole seconds, and so are its rows'. */
  private static final long MARGIN_MICROS = 2_000_000;

  /**
   * The rows of a reply.
   *
   * @param counts which rows are taken: others are of an earlier count of the exchange
   */
  static TradeList of(
      HttpReply.Trades reply,
      TradeWindow window,
      Predicate<TradeRow> counts,
      long askedAt,
      long takenAt) {
    NavigableMap<Long, TradeRow> rows = new TreeMap<>();
    reply.rows().stream().filter(counts).forEach(row -> rows.put(row.id(), row));
    return new TradeList(rows, window, reply.transfer().exchangeMicros(), askedAt, takenAt);
  }

  /**
   * Whether what this list shows as an earlier one did is evidence of its own: without a newer row
   * it may be the same one, from a cache, and must have been asked for much later.
   *
   * @param lagNanos so much later, where it has a newer row
   */
  boolean isAnother(TradeList earlier, long lagNanos) {
    boolean newer = !earlier.rows.isEmpty() && rows.higherKey(earlier.rows.lastKey()) != null;
    return askedAt - earlier.takenAt >= (newer ? lagNanos : CACHED_NANOS);
  }

  /** Whether it shows everything between two trades: it ends before neither. */
  boolean spans(Position from, Position to) {
    return !rows.isEmpty() && rows.firstKey() <= from.tradeId() && rows.lastKey() >= to.tradeId();
  }

  /** The trades that it shows strictly between two. */
  NavigableSet<Long> between(long from, long to) {
    return rows.subMap(from, false, Math.max(from, to), false).navigableKeySet();
  }

  /**
   * Whether nothing after that trade can be older than the list: it holds that trade or an older
   * one; or it is empty, and its window began before that trade by the reply's own time.
   */
  boolean reaches(Position trade) {
    if (!rows.isEmpty() && rows.firstKey() <= trade.tradeId()) {
      return true;
    }
    return rows.isEmpty()
        && exchangeMicros.isPresent()
        && trade.isStarted()
        && exchangeMicros.getAsLong() - window.length().toNanos() / 1_000 + MARGIN_MICROS
            <= trade.microtimestamp();
  }

  static Position position(TradeRow row) {
    return new Position("", row.id(), row.microtimestamp());
  }

  Optional<TradeRow> newest() {
    return Optional.ofNullable(rows.lastEntry()).map(Map.Entry::getValue);
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
    Execution execution =
        new Execution(row.price(), row.amount(), row.type(), Message.Data.NONE, Message.Data.NONE);
    Message.Data data =
        new Message.Data(
            channel, "trade", row.microtimestamp(), "", "", row.id(), "", Optional.of(execution));
    return new Output.Event(data, text, session, at, true, position);
  }

  private static String plain(String decimal) {
    return new BigDecimal(decimal).toPlainString();
  }
}
