package dev.orderflow.simulator.exchange;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What really happened, whatever any connection was sent; for the thread that owns the exchange.
 * All questions about a market throw {@link IllegalArgumentException} where it is not run, and all
 * {@link IllegalStateException} where there is no exchange.
 */
public class ExchangeTruth {
  private final Optional<Exchange> exchange;

  /** Creates the truth about an exchange. */
  public ExchangeTruth(Exchange exchange) {
    this(Optional.of(exchange));
  }

  /** Creates the truth about an exchange, if there is one. */
  protected ExchangeTruth(Optional<Exchange> exchange) {
    this.exchange = exchange;
  }

  /** Asks a question on the thread that owns the exchange, which here is the caller's. */
  protected <T> T ask(Supplier<T> question) {
    return question.get();
  }

  private <T> T ask(String symbol, Function<ExchangeMarket, T> question) {
    return ask(
        () ->
            exchange()
                .market(symbol)
                .map(question)
                .orElseThrow(
                    () -> new IllegalArgumentException("market '" + symbol + "' is not run")));
  }

  private Exchange exchange() {
    return exchange.orElseThrow(() -> new IllegalStateException("a replay has no truth"));
  }

  /** What each market has done. */
  public List<MarketSummary> markets() {
    return ask(() -> exchange().markets().stream().map(ExchangeTruth::summary).toList());
  }

  /** The book now. */
  public BookView book(String market) {
    return bookAt(market, Long.MAX_VALUE).orElseThrow();
  }

  /**
   * The book after everything up to and including a microsecond of the matching engine; empty where
   * the history does not reach back that far.
   *
   * <p>Order frames carry whole milliseconds: the book after all events stamped {@code t} is the
   * one at {@code t + 999}.
   */
  public Optional<BookView> bookAt(String market, long microtimestamp) {
    return ask(
        market,
        found -> found.history.at(microtimestamp).map(past -> BookView.of(found.market, past)));
  }

  /** The book after an order event; empty where the event is not known (any more). */
  public Optional<BookView> bookAfter(String market, String eventId) {
    return ask(
        market,
        found ->
            EventId.parse(eventId)
                .flatMap(found.history::after)
                .map(past -> BookView.of(found.market, past)));
  }

  /** Every retained event of one order, oldest first. */
  public List<OrderEventView> orderLife(String market, long orderId) {
    return ask(
        market,
        found ->
            found.orders.from(0).stream()
                .filter(event -> event.orderId() == orderId)
                .map(event -> view(found, event))
                .toList());
  }

  /** Every retained order event, oldest first. */
  public List<OrderEventView> orderEvents(String market) {
    return orderEvents(market, Optional.empty(), Optional.empty(), Long.MAX_VALUE);
  }

  /** The order events between two ids, both included, oldest first. */
  public List<OrderEventView> orderEvents(String market, String first, String last) {
    return orderEvents(market, Optional.of(first), Optional.of(last), Long.MAX_VALUE);
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
    Optional<EventId> first = since.map(ExchangeTruth::id);
    Optional<EventId> last = until.map(ExchangeTruth::id);
    return ask(market, found -> orderEvents(found, first, last, limit));
  }

  private static List<OrderEventView> orderEvents(
      ExchangeMarket market, Optional<EventId> first, Optional<EventId> last, long limit) {
    EventLog<OrderEvent> log = market.orders;
    long from = first.map(id -> log.firstThat(e -> e.id().compareTo(id) >= 0)).orElse(log.first());
    long to = last.map(id -> log.firstThat(e -> e.id().compareTo(id) > 0)).orElse(log.end());
    return log.from(from).stream()
        .limit(Math.max(0, Math.min(limit, to - from)))
        .map(event -> view(market, event))
        .toList();
  }

  /** Every retained trade, oldest first. */
  public List<TradeView> trades(String market) {
    return trades(market, 0, Long.MAX_VALUE);
  }

  /** Trades whose microtimestamp is in {@code from..to}, both included, oldest first. */
  public List<TradeView> trades(String market, long from, long to) {
    return ask(
        market,
        found ->
            found.trades.from(0).stream()
                .filter(trade -> trade.time() >= from && trade.stamp() <= to)
                .map(trade -> found.text.trade(found.channel(ChannelKind.LIVE_TRADES), trade))
                .map(frame -> new TradeView(frame.number(), frame.microtimestamp(), frame.json()))
                .toList());
  }

  /**
   * What was published on a book channel, oldest first, whoever subscribed: empty unless the
   * options keep it.
   *
   * @throws IllegalArgumentException where it is no book channel
   */
  public List<Frame> bookFrames(String market, ChannelKind kind) {
    if (kind == ChannelKind.LIVE_ORDERS || kind == ChannelKind.LIVE_TRADES) {
      throw new IllegalArgumentException(kind + " is no book channel");
    }
    return ask(market, found -> found.publisher.bookFrames(kind));
  }

  /** The candles of all retained trades, oldest first, none where nothing was traded. */
  public List<Candle> candles(String market, long stepSeconds) {
    return ask(market, found -> Candle.of(found.market, found.trades.from(0), stepSeconds));
  }

  private static OrderEventView view(ExchangeMarket market, OrderEvent event) {
    return new OrderEventView(
        event.id().toString(),
        event.previousId().toString(),
        event.kind().event(),
        event.orderId(),
        event.stamp(),
        market.text.order(market.channel(ChannelKind.LIVE_ORDERS), event).json());
  }

  private static MarketSummary summary(ExchangeMarket market) {
    EventLog<OrderEvent> orders = market.orders;
    EventLog<Trade> trades = market.trades;
    boolean any = orders.end() > 0;
    return new MarketSummary(
        market.market.symbol(),
        orders.end(),
        trades.end(),
        any ? orders.get(orders.first()).id().toString() : "",
        any ? orders.get(orders.end() - 1).id().toString() : "",
        trades.end() > 0 ? trades.get(trades.end() - 1).id() : 0,
        market.engine.book().size());
  }

  private static EventId id(String text) {
    return EventId.parse(text)
        .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is no event id"));
  }
}
