package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.Message;
import dev.orderflow.connect.bitstamp.exchange.OrderRow;
import java.util.Optional;

/**
 * What tells an order event apart without its id: an order is created once and deleted once.
 *
 * @param event the exchange's word for it
 * @param orderId the order
 * @param microtimestamp event time, microseconds since the epoch; where it has none, the absent one
 */
record OrderContent(String event, long orderId, long microtimestamp) {

  /** The content of a frame; empty when more than one event may have it. */
  static Optional<OrderContent> of(Message.Data data) {
    return of(data.event(), data.id(), data.microtimestamp());
  }

  /** The content of a row; empty when more than one event may have it. */
  static Optional<OrderContent> of(OrderRow row) {
    return of(row.event(), row.id(), row.microtimestamp());
  }

  private static Optional<OrderContent> of(String event, long id, long micros) {
    boolean once = event.equals("order_created") || event.equals("order_deleted");
    return once && id != Message.Data.NONE
        ? Optional.of(new OrderContent(event, id, micros))
        : Optional.empty();
  }
}
