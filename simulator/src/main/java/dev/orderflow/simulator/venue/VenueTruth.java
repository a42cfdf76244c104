package dev.orderflow.simulator.venue;

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
    return found.orders().from(0).stream()
        .filter(event -> event.orderId() == orderId)
        .map(event -> view(found, event))
        .toList();
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
    EventLog<OrderEvent> log = found.orders();
    Optional<EventId> first = since.map(VenueTruth::id);
    Optional<EventId> last = until.map(VenueTruth::id);
    long from = first.map(id -> log.firstThat(e -> e.id().compareTo(id) >= 0)).orElse(log.first());
    long to = last.map(id -> log.firstThat(e -> e.id().compareTo(id) > 0)).orElse(log.end());
    return log.from(from).stream()
        .limit(Math.max(0, Math.min(limit, to - from)))
        .map(event -> view(found, event))
        .toList();
  }

  /** Trades whose microtimestamp is in {@code from..to}, both included, oldest first. */
  public List<TradeView> trades(String market, long from, long to) {
    VenueMarket found = market(market);
    PublicChannel channel = found.channels().get(ChannelKind.LIVE_TRADES);
    return found.trades().from(0).stream()
        .filter(trade -> trade.time() >= from && trade.stamp() <= to)
        .map(trade -> found.text().trade(channel, trade))
        .map(frame -> new TradeView(frame.number(), frame.microtimestamp(), frame.json()))
        .toList();
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
    return market(market).publisher().bookFrames(kind).stream()
        .map(frame -> new BookFrameView(frame.microtimestamp(), frame.json()))
        .toList();
  }

  /** The candles of all retained trades, oldest first, none where nothing was traded. */
  public List<Candle> candles(String market, long stepSeconds) {
    VenueMarket found = market(market);
    return Candle.of(found.market(), found.trades().from(0), stepSeconds);
  }

  private static OrderEventView view(VenueMarket market, OrderEvent event) {
    PublicChannel channel = market.channels().get(ChannelKind.LIVE_ORDERS);
    return new OrderEventView(
        event.id().toString(),
        event.previousId().toString(),
        event.kind().event(),
        event.orderId(),
        event.stamp(),
        market.text().order(channel, event).json());
  }

  private static MarketSummary summary(VenueMarket market) {
    EventLog<OrderEvent> orders = market.orders();
    EventLog<Trade> trades = market.trades();
    boolean any = orders.end() > 0;
    return new MarketSummary(
        market.market().symbol(),
        orders.end(),
        trades.end(),
        any ? Optional.of(orders.get(orders.first()).id().toString()) : Optional.empty(),
        any ? Optional.of(orders.get(orders.end() - 1).id().toString()) : Optional.empty(),
        trades.end() > 0 ? Optional.of(trades.get(trades.end() - 1).id()) : Optional.empty(),
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
