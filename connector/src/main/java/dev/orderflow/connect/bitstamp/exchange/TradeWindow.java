package dev.orderflow.connect.bitstamp.exchange;

import java.time.Duration;
import java.util.Locale;

/** How far back {@code transactions} is asked to reach; the venue knows no other windows. */
public enum TradeWindow {
  /** The last minute. */
  MINUTE(Duration.ofMinutes(1)),
  /** The last hour. */
  HOUR(Duration.ofHours(1)),
  /** The last day, which is as far back as the venue goes. */
  DAY(Duration.ofDays(1));

  private final Duration length;

  TradeWindow(Duration length) {
    this.length = length;
  }

  /** How far back it reaches. */
  public Duration length() {
    return length;
  }

  /** The parameter's value. */
  String parameter() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The shortest window that reaches back that far, or the longest one. */
  public static TradeWindow reaching(Duration back) {
    for (TradeWindow window : values()) {
      if (back.compareTo(window.length) < 0) {
        return window;
      }
    }
    return DAY;
  }
}
