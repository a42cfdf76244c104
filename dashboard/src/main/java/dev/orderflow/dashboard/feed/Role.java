package dev.orderflow.dashboard.feed;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a topic is to the page. */
public enum Role {
  /** The connector's topic. */
  @JsonProperty("source")
  SOURCE,
  /** Candles; small and compacted, so read whole. */
  @JsonProperty("candles")
  CANDLES,
  /** Books. */
  @JsonProperty("book")
  BOOK,
  /** Flow of orders and trades. */
  @JsonProperty("flow")
  FLOW,
  /** Ends of orders. */
  @JsonProperty("orders")
  ORDERS,
  /** Alerts. */
  @JsonProperty("alerts")
  ALERTS
}
