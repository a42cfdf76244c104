package dev.orderflow.spark.market.book;

import java.util.Locale;

/** Why a book cannot be vouched for. */
public enum Invalidity {
  /** No snapshot has come yet. */
  NO_SNAPSHOT,
  /** Events are missing; unknown until the next snapshot. */
  GAP,
  /** A snapshot differed from the rebuilt book by more than the threshold; it took its place. */
  AUDIT,
  /** A price crossed the touch for longer than the limit. */
  CROSSED,
  /** More orders than the bound allows. */
  TOO_MANY_ORDERS,
  /** A price or amount does not fit the arithmetic. */
  NUMBER_OUT_OF_RANGE;

  /** As rows show it, for example {@code no_snapshot}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
