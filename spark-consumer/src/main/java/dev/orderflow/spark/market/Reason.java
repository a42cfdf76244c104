package dev.orderflow.spark.market;

import java.util.Locale;

/**
 * Why a row is not complete or not valid: the closed list of {@code docs/record-contract.md}. Where
 * several apply to an interval, the first of this order is told.
 */
public enum Reason {
  /** The market was not read past the interval's end on every channel that the row needs. */
  NOT_PAST_END,
  /** A record of the interval could not be used. */
  REFUSED,
  /** The connector declared events as missing and not repaired. */
  GAP,
  /** Kafka deleted records before they were read. */
  LOST,
  /** Nothing is known of the time before: reading begins here, or a session continues nothing. */
  NOT_CONTINUED,
  /** A trade came after shorter candles had become final; it is in none. */
  LATE,
  /** Of an order: trades that explain what it executed did not come in time. */
  NOT_JOINED,
  /** No snapshot of the book has come yet. */
  NO_SNAPSHOT,
  /** A snapshot differed from the rebuilt book by more than the threshold; it took its place. */
  AUDIT,
  /** A price has crossed the other side for longer than the limit. */
  CROSSED,
  /** More orders than the bound allows. */
  TOO_MANY_ORDERS,
  /** An order near the touch has a price or amount that the arithmetic does not hold. */
  NUMBER_OUT_OF_RANGE,
  /** What orders executed and the trades that name them differ, so that nothing is proven. */
  FILLS_DIFFER;

  /** As rows show it, for example {@code not_past_end}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
