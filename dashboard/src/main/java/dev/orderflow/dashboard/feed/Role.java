package dev.orderflow.dashboard.feed;

import java.util.Locale;

/** What a topic is to the page. */
public enum Role {
  /** The connector's topic. */
  SOURCE(false),
  /** Candles; small and compacted, so read whole. */
  CANDLES(true),
  /** Books. */
  BOOK(false),
  /** Flow of orders and trades. */
  FLOW(false),
  /** Ends of orders. */
  ORDERS(false),
  /** Alerts. */
  ALERTS(false);

  private final boolean whole;

  Role(boolean whole) {
    this.whole = whole;
  }

  /** Whether to read from its beginning, not from some time ago. */
  boolean isWhole() {
    return whole;
  }

  /** Its name on the page. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
