package dev.orderflow.simulator.venue;

import dev.orderflow.simulator.market.Market;
import dev.orderflow.simulator.market.OrderBook;
import dev.orderflow.simulator.market.Side;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The replies of {@code order_book}, {@code transactions} and {@code ohlc}, as on the wire. */
public final class MarketData {
  private static final Set<Long> STEPS =
      Set.of(
          60L, 180L, 300L, 900L, 1800L, 3600L, 7200L, 14_400L, 21_600L, 43_200L, 86_400L, 259_200L);
  private static final Map<String, Long> WINDOWS =
      Map.of("minute", 60L, "hour", 3_600L, "day", 86_400L);
  private static final int MAX_CANDLES = 1000;

  private final Venue venue;

  /** Creates the replies of a venue. */
  public MarketData(Venue venue) {
    this.venue = venue;
  }

  /** Whether a market exists, whatever the case of its symbol. */
  public boolean knows(String symbol) {
    return market(symbol).isPresent();
  }

  /**
   * The whole book.
   *
   * @param group 0 for orders, 2 for orders with ids, anything else for price levels
   */
  public byte[] orderBook(String symbol, int group) {
    VenueMarket market = market(symbol).orElseThrow();
    OrderBook book = market.engine().book();
    AsciiBuffer out = bookHead(market.lastChange());
    BookText text = text(market, out);
    BookText.Rows rows =
        switch (group) {
          case 0 -> BookText.Rows.ORDERS;
          case 2 -> BookText.Rows.ORDERS_WITH_IDS;
          default -> BookText.Rows.LEVELS;
        };
    text.side(book, Side.BUY, rows, Integer.MAX_VALUE);
    out.text(", \"asks\": ");
    text.side(book, Side.SELL, rows, Integer.MAX_VALUE);
    return out.put('}').toBytes();
  }

  /** The whole book as it was at a time; empty where the history does not reach back that far. */
  public Optional<byte[]> orderBookAt(String symbol, int group, long time) {
    VenueMarket market = market(symbol).orElseThrow();
    return market
        .history()
        .at(time)
        .map(
            view -> {
              AsciiBuffer out = bookHead(view.microtimestamp());
              side(market, out, view.bids(), group);
              out.text(", \"asks\": ");
              side(market, out, view.asks(), group);
              return out.put('}').toBytes();
            });
  }

  /** The trades of the last minute, hour or day, newest first. */
  public VenueReply transactions(String symbol, Optional<String> window, long now) {
    Long seconds = WINDOWS.get(window.orElse("hour"));
    if (seconds == null) {
      return VenueReply.badParameter("time", "must be minute, hour or day");
    }
    VenueMarket market = market(symbol).orElseThrow();
    TradeLog trades = market.trades();
    long oldest = trades.firstAfter(now - seconds * 1_000_000);
    AsciiBuffer out = new AsciiBuffer().put('[');
    for (long row = trades.end() - 1; row >= oldest; row--) {
      market.text().transaction(out, trades, row);
      out.text(row > oldest ? ", " : "");
    }
    return VenueReply.ok(out.put(']'));
  }

  /**
   * The parameters of {@code ohlc}, as text.
   *
   * @param step seconds of a candle
   * @param limit candles at most
   * @param start first second
   * @param end last second
   * @param excludeCurrent whether the candle that is not over is left out
   */
  public record CandleQuery(
      Optional<String> step,
      Optional<String> limit,
      Optional<String> start,
      Optional<String> end,
      boolean excludeCurrent) {}

  /** Candles, oldest first; where more than the limit fit, the newest. */
  public VenueReply candles(String symbol, CandleQuery query, long now) {
    Optional<Long> step = query.step().flatMap(MarketData::number).filter(STEPS::contains);
    if (step.isEmpty()) {
      return VenueReply.badParameter("step", "missing or not a valid choice");
    }
    Optional<Long> limit =
        query.limit().flatMap(MarketData::number).filter(n -> n >= 1 && n <= MAX_CANDLES);
    if (limit.isEmpty()) {
      return VenueReply.badParameter("limit", "missing or not between 1 and 1000");
    }
    if (query.start().isPresent() && query.start().flatMap(MarketData::number).isEmpty()
        || query.end().isPresent() && query.end().flatMap(MarketData::number).isEmpty()) {
      return VenueReply.badParameter("start", "start and end must be unix seconds");
    }
    VenueMarket market = market(symbol).orElseThrow();
    long current = Math.floorDiv(now, step.get() * 1_000_000) * step.get();
    long last = query.excludeCurrent() ? current - step.get() : current;
    long end = Math.min(last, query.end().flatMap(MarketData::number).orElse(last));
    long start = query.start().flatMap(MarketData::number).orElse(0L);
    List<Candle> candles = new ArrayList<>();
    for (Candle candle : filled(CandleBuilder.of(market, step.get()), step.get(), end)) {
      if (candle.start() >= start && candle.start() <= end) {
        candles.add(candle);
      }
    }
    int first = (int) Math.max(0, candles.size() - limit.get());
    return VenueReply.ok(candleBody(market.market(), candles.subList(first, candles.size())));
  }

  /** Candles without a trade repeat the last close. */
  private static List<Candle> filled(List<Candle> traded, long step, long end) {
    TreeMap<Long, Candle> byStart = new TreeMap<>();
    traded.forEach(candle -> byStart.put(candle.start(), candle));
    List<Candle> all = new ArrayList<>();
    if (byStart.isEmpty()) {
      return all;
    }
    BigDecimal close = byStart.firstEntry().getValue().open();
    for (long start = byStart.firstKey(); start <= end; start += step) {
      Candle candle = byStart.get(start);
      all.add(candle == null ? Candle.flat(start, close) : candle);
      close = all.get(all.size() - 1).close();
    }
    return all;
  }

  private static AsciiBuffer candleBody(Market market, List<Candle> candles) {
    AsciiBuffer out = new AsciiBuffer();
    out.text("{\"data\": {\"pair\": \"").text(market.name()).text("\", \"ohlc\": [");
    String separator = "";
    for (Candle candle : candles) {
      out.text(separator).text("{\"timestamp\": \"").number(candle.start());
      out.text("\", \"open\": \"").text(candle.open().toPlainString());
      out.text("\", \"high\": \"").text(candle.high().toPlainString());
      out.text("\", \"low\": \"").text(candle.low().toPlainString());
      out.text("\", \"close\": \"").text(candle.close().toPlainString());
      out.text("\", \"volume\": \"").text(candle.volume().toPlainString()).text("\"}");
      separator = ", ";
    }
    return out.text("]}}");
  }

  private static AsciiBuffer bookHead(long time) {
    return new AsciiBuffer()
        .text("{\"timestamp\": \"")
        .number(time / 1_000_000)
        .text("\", \"microtimestamp\": \"")
        .number(time)
        .text("\", \"bids\": ");
  }

  private static BookText text(VenueMarket market, AsciiBuffer out) {
    return new BookText(
        out, " ", market.market().amountDecimals(), market.market().priceDecimals());
  }

  private static void side(
      VenueMarket market, AsciiBuffer out, List<BookView.Entry> entries, int group) {
    BookText text = text(market, out);
    int decimals = market.market().priceDecimals();
    int written = 0;
    out.put('[');
    for (int i = 0; i < entries.size(); i++) {
      BookView.Entry entry = entries.get(i);
      long price = entry.price().movePointRight(decimals).longValueExact();
      long amount = units(entry.amount());
      if (group == 0 || group == 2) {
        text.row(written++, price, amount, group == 2 ? entry.id() : -1);
        continue;
      }
      while (i + 1 < entries.size() && entries.get(i + 1).price().equals(entry.price())) {
        amount += units(entries.get(++i).amount());
      }
      text.row(written++, price, amount, -1);
    }
    out.put(']');
  }

  private static long units(BigDecimal amount) {
    return amount.movePointRight(Market.AMOUNT_SCALE).longValueExact();
  }

  private Optional<VenueMarket> market(String symbol) {
    return venue.market(symbol.toLowerCase(Locale.ROOT));
  }

  private static Optional<Long> number(String text) {
    return text.matches("\\d{1,15}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
  }
}
