package dev.orderflow.simulator.server;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.orderflow.simulator.exchange.EventId;
import dev.orderflow.simulator.exchange.Frame;
import dev.orderflow.simulator.exchange.PublicChannel;

/**
 * What became of one frame on one connection, without the frame's text, which would fill the
 * memory.
 *
 * @param of the channel
 * @param microtimestamp the event's microtimestamp
 * @param number what tells the frame from others of its microtimestamp, as in {@link Frame}
 * @param status sent, or why not
 */
public record Delivery(
    @JsonIgnore PublicChannel of,
    long microtimestamp,
    @JsonIgnore long number,
    DeliveryStatus status) {

  static Delivery of(Frame frame, DeliveryStatus status) {
    return new Delivery(frame.channel(), frame.microtimestamp(), frame.number(), status);
  }

  /** The same where the connection ended before the frame was written. */
  Delivery unwritten() {
    return status.sent() ? new Delivery(of, microtimestamp, number, DeliveryStatus.CLOSED) : this;
  }

  /** The channel's name. */
  @JsonProperty
  public String channel() {
    return of.name();
  }

  /**
   * What identifies the event: the event id of {@code live_orders}, the trade id of {@code
   * live_trades}, the microtimestamp of the book channels.
   */
  @JsonProperty
  public String id() {
    return switch (of.kind()) {
      case LIVE_ORDERS -> new EventId(microtimestamp, number).toString();
      case LIVE_TRADES -> Long.toString(number);
      case ORDER_BOOK, DETAIL_ORDER_BOOK, DIFF_ORDER_BOOK -> Long.toString(microtimestamp);
    };
  }
}
