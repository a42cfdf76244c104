package dev.orderflow.simulator.market;

/** What an order frame announces. */
public enum OrderEventKind {
  /** The order was accepted. */
  CREATED("order_created"),
  /** The order was executed in part. */
  CHANGED("order_changed"),
  /** The order left the market. */
  DELETED("order_deleted");

  private final String event;

  OrderEventKind(String event) {
    this.event = event;
  }

  /** The frame's {@code event}. */
  public String event() {
    return event;
  }
}
