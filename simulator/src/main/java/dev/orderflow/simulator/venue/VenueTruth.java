package dev.orderflow.simulator.venue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What really happened, whatever any connection was sent; for the thread that owns the venue. */
public final class VenueTruth {
  private final Venue venue;

  /** Creates the truth about a venue. */
  public VenueTruth(Venue venue) {
    this.venue = venue;
  }

  /** What each market has done. */
  public List<MarketSummary> markets() {
    return venue.markets().stream().map(VenueTruth::summary).toList();
  }

  /** The book now. */
  public BookView book(String market) {
    VenueMarket found = market(market);
    return found.history().at(Long.MAX_VALUE).orElseThrow();
  }

  /** The book after everything up to and including a microsecond of the matching engine. */
  public Optional<BookView> bookAt(String market, long microtimestamp) {
    return market(market).history().at(microtimestamp);
  }

  /** The book after an order event; empty where the event is not known (any more). */
  public Optional<BookView> bookAfter(String market, String eventId) {
    return EventId.parse(eventId).flatMap(market(market).history()::after);
  }

  /** Every retained event of one order, oldest first. */
  public List<OrderEventView> orderLife(String market, long orderId) {
    VenueMarket found = market(market);
    OrderEventLog log = found.orders();
    List<OrderEventView> life = new ArrayList<>();
    for (long row = log.first(); row < log.end(); row++) {
      if (log.orderId(row) == orderId) {
        life.add(event(found, row));
      }
    }
    return life;
  }

  /**
   * Order events, oldest first.
   *
   * @param since the first id wanted; empty for the oldest retained
   * @param until the last id wanted, included; empty for the newest
   * @param limit events at most
   * @throws IllegalArgumentException where an id is none
   */
  public List<OrderEventView> orderEvents(
      String market, Optional<String> since, Optional<String> until, long limit) {
    VenueMarket found = market(market);
    OrderEventLog log = found.orders();
    Optional<EventId> last = until.map(VenueTruth::id);
    long row = since.map(VenueTruth::id).map(log::firstFrom).orElse(log.first());
    List<OrderEventView> events = new ArrayList<>();
    while (row < log.end() && events.size() < limit) {
      if (last.isPresent() && log.id(row).compareTo(last.get()) > 0) {
        break;
      }
      events.add(event(found, row++));
    }
    return events;
  }

  /** Trades whose microtimestamp is in {@code from..to}, both included, oldest first. */
  public List<TradeView> trades(String market, long from, long to) {
    VenueMarket found = market(market);
    TradeLog log = found.trades();
    AsciiBuffer buffer = new AsciiBuffer();
    List<TradeView> trades = new ArrayList<>();
    for (long row = log.firstAfter(from - 1); row < log.end(); row++) {
      long stamp = OrderEventLog.stamp(log.time(row));
      if (stamp > to) {
        break;
      }
      found.text().trade(buffer.clear(), log, row);
      trades.add(new TradeView(log.id(row), stamp, buffer.toString()));
    }
    return trades;
  }

  /**
   * The frames of a book channel that are retained, oldest first.
   *
   * @throws IllegalArgumentException where it is no book channel
   */
  public List<BookFrameView> bookFrames(String market, ChannelKind kind) {
    if (kind == ChannelKind.LIVE_ORDERS || kind == ChannelKind.LIVE_TRADES) {
      throw new IllegalArgumentException(kind + " is no book channel");
    }
    return market(market).bookFrames().list(kind);
  }

  /** The candles of all retained trades, oldest first, none where nothing was traded. */
  public List<Candle> candles(String market, long stepSeconds) {
    return CandleBuilder.of(market(market), stepSeconds);
  }

  private static OrderEventView event(VenueMarket market, long row) {
    OrderEventLog log = market.orders();
    AsciiBuffer buffer = new AsciiBuffer();
    market.text().order(buffer, log, row);
    return new OrderEventView(
        log.id(row).toString(),
        log.previousId(row).toString(),
        log.event(row).event(),
        log.orderId(row),
        OrderEventLog.stamp(log.time(row)),
        buffer.toString());
  }

  private static MarketSummary summary(VenueMarket market) {
    OrderEventLog orders = market.orders();
    TradeLog trades = market.trades();
    boolean any = orders.end() > 0;
    return new MarketSummary(
        market.market().symbol(),
        orders.end(),
        trades.end(),
        any ? Optional.of(orders.id(orders.first()).toString()) : Optional.empty(),
        any ? Optional.of(orders.id(orders.end() - 1).toString()) : Optional.empty(),
        trades.end() > 0 ? Optional.of(trades.id(trades.end() - 1)) : Optional.empty(),
        market.engine().book().size());
  }

  private VenueMarket market(String symbol) {
    return venue
        .market(symbol)
        .orElseThrow(() -> new IllegalArgumentException("market '" + symbol + "' is not run"));
  }

  private static EventId id(String text) {
    return EventId.parse(text)
        .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is no event id"));
  }
}
