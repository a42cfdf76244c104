package dev.orderflow.simulator.server;

import dev.orderflow.simulator.exchange.Exchange;
import dev.orderflow.simulator.exchange.ExchangeTruth;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What really happened on the exchange, and what each connection was sent or denied of it; for any
 * thread.
 *
 * <p>All questions about a market throw {@link IllegalArgumentException} where the market is not
 * run, and {@link IllegalStateException} where the exchange is a replay.
 */
public final class Truth extends ExchangeTruth {
  private final ExchangeServer server;

  Truth(ExchangeServer server, Optional<Exchange> exchange) {
    super(exchange);
    this.server = server;
  }

  /** Asks on the thread that owns the exchange. */
  @Override
  protected <T> T ask(Supplier<T> question) {
    return server.call(question);
  }

  /** The connections, also those that ended. */
  public List<ConnectionView> connections() {
    return server.report().connections();
  }

  /** What became of every frame that a connection had subscribed to, in the order of the wire. */
  public List<Delivery> deliveries(int connection) {
    return server.deliveries(connection, channel -> true);
  }

  /** The same for one channel. */
  public List<Delivery> deliveries(int connection, String channel) {
    return server.deliveries(connection, channel::equals);
  }

  /** Exchange time, microseconds since the epoch. */
  public long now() {
    return server.now();
  }
}
