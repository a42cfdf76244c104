package dev.orderflow.spark.market.order;

import java.util.Locale;

/** How an order ended. */
public enum FinalStatus {
  /** All of it was executed. */
  FILLED,
  /** Some was executed, the rest cancelled. */
  PARTLY_FILLED,
  /** Nothing was executed. */
  CANCELLED,
  /** Its end was not seen. */
  UNKNOWN;

  /** As rows show it, for example {@code partly_filled}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
