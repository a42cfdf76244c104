package dev.orderflow.connect.bitstamp.exchange;

import java.util.Optional;

/** A question to the exchange's HTTP API. */
public sealed interface HttpRequest {

  /** The market's symbol, such as {@code btcusd}. */
  String market();

  /**
   * The order events of a market from an id on.
   *
   * @param market market symbol
   * @param sinceId the first event wanted
   * @param untilId the first event not wanted; empty for everything that there is
   */
  record Orders(String market, String sinceId, Optional<String> untilId) implements HttpRequest {}

  /**
   * The trades of a market within a window.
   *
   * @param market market symbol
   * @param window how far back
   */
  record Trades(String market, TradeWindow window) implements HttpRequest {}

  /**
   * Every resting order of a market.
   *
   * @param market market symbol
   */
  record Book(String market) implements HttpRequest {}
}
