package dev.orderflow.simulator;

import dev.orderflow.simulator.server.ConnectionView;
import dev.orderflow.simulator.server.Delivery;
import dev.orderflow.simulator.server.Exchange;
import dev.orderflow.simulator.venue.BookFrameView;
import dev.orderflow.simulator.venue.BookView;
import dev.orderflow.simulator.venue.Candle;
import dev.orderflow.simulator.venue.ChannelKind;
import dev.orderflow.simulator.venue.MarketSummary;
import dev.orderflow.simulator.venue.OrderEventView;
import dev.orderflow.simulator.venue.TradeView;
import java.util.List;
import java.util.Optional;

/**
 * What really happened on the exchange, and what each connection was sent or denied of it.
 *
 * <p>All questions about a market throw {@link IllegalArgumentException} where the market is not
 * run, and {@link IllegalStateException} where the exchange is a replay.
 */
public final class Truth {
  private final Exchange exchange;

  Truth(Exchange exchange) {
    this.exchange = exchange;
  }

  /** What each market has done. */
  public List<MarketSummary> markets() {
    return exchange.truth(truth -> truth.markets());
  }

  /** The book now. */
  public BookView book(String market) {
    return exchange.truth(truth -> truth.book(market));
  }

  /**
   * The book after everything up to and including a microsecond of the matching engine; empty where
   * the history does not reach back that far.
   *
   * <p>Order frames carry whole milliseconds: the book after all events stamped {@code t} is the
   * one at {@code t + 999}.
   */
  public Optional<BookView> bookAt(String market, long microtimestamp) {
    return exchange.truth(truth -> truth.bookAt(market, microtimestamp));
  }

  /** The book after an order event; empty where the event is not known (any more). */
  public Optional<BookView> bookAfter(String market, String eventId) {
    return exchange.truth(truth -> truth.bookAfter(market, eventId));
  }

  /** Every retained event of one order, oldest first. */
  public List<OrderEventView> orderLife(String market, long orderId) {
    return exchange.truth(truth -> truth.orderLife(market, orderId));
  }

  /** Every retained order event, oldest first. */
  public List<OrderEventView> orderEvents(String market) {
    return exchange.truth(
        truth -> truth.orderEvents(market, Optional.empty(), Optional.empty(), Long.MAX_VALUE));
  }

  /** The order events between two ids, both included, oldest first. */
  public List<OrderEventView> orderEvents(String market, String first, String last) {
    return exchange.truth(
        truth -> truth.orderEvents(market, Optional.of(first), Optional.of(last), Long.MAX_VALUE));
  }

  /** Every retained trade, oldest first. */
  public List<TradeView> trades(String market) {
    return exchange.truth(truth -> truth.trades(market, 0, Long.MAX_VALUE));
  }

  /**
   * What was published on a book channel, oldest first, whoever subscribed: empty unless {@link
   * SimulatorOptions#retainedBookFrames(int)} keeps it.
   *
   * @throws IllegalArgumentException where it is no book channel
   */
  public List<BookFrameView> bookFrames(String market, ChannelKind kind) {
    return exchange.truth(truth -> truth.bookFrames(market, kind));
  }

  /** The candles of all retained trades, oldest first, none where nothing was traded. */
  public List<Candle> candles(String market, long stepSeconds) {
    return exchange.truth(truth -> truth.candles(market, stepSeconds));
  }

  /** The connections, also those that ended. */
  public List<ConnectionView> connections() {
    return exchange.report().connections();
  }

  /** What became of every frame that a connection had subscribed to, in the order of the wire. */
  public List<Delivery> deliveries(int connection) {
    return exchange.deliveries(connection, channel -> true);
  }

  /** The same for one channel. */
  public List<Delivery> deliveries(int connection, String channel) {
    return exchange.deliveries(connection, channel::equals);
  }

  /** Exchange time, microseconds since the epoch. */
  public long now() {
    return exchange.now();
  }
}
