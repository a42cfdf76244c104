package dev.orderflow.connect.bitstamp.exchange;

import java.util.List;

/**
 * The reply to {@code GET /api/v2/order_book/{market}/?group=2}: every resting order.
 *
 * @param microtimestamp the book's last change, microseconds since the epoch
 * @param bids bids, best first, each the venue's JSON text {@code ["price", "amount", "order id"]}
 * @param asks asks, best first, likewise
 */
public record BookSnapshot(long microtimestamp, List<String> bids, List<String> asks) {

  /** Keeps copies. */
  public BookSnapshot {
    bids = List.copyOf(bids);
    asks = List.copyOf(asks);
  }
}
