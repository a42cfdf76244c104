package dev.orderflow.integration;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** The false exchanges of a test, closed together. */
final class FalseExchanges implements AutoCloseable {

  /** The exchange acknowledges the order flow of btcusd. */
  static final String SUBSCRIBED =
      "{\"event\":\"bts:subscription_succeeded\",\"channel\":\"live_orders_btcusd\",\"data\":{}}";

  private final Deque<FalseExchange> open = new ArrayDeque<>();

  /** The port of an exchange that is closed with this. */
  int port(FalseExchange exchange) {
    open.push(exchange);
    return exchange.port();
  }

  /** Points a configuration at the WebSocket of an exchange. */
  Map<String, String> at(FalseExchange exchange, Map<String, String> config) {
    return Deployment.with(config, "websocket.url", "ws://127.0.0.1:" + port(exchange));
  }

  @Override
  public void close() {
    open.forEach(FalseExchange::close);
  }
}
