package dev.orderflow.dashboard.market;

/** How an order ended, in the words of topic {@code orderflow.orders}. */
public enum OrderEnd {
  /** Executed wholly. */
  FILLED,
  /** Executed in part, then cancelled. */
  PARTLY_FILLED,
  /** Cancelled without execution. */
  CANCELLED,
  /** Its end was not seen. */
  UNKNOWN
}
