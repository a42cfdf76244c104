package dev.orderflow.spark.market;

/** A side of the market; of a trade, the side that took (the aggressor). */
public enum Side {
  /** Bids; Bitstamp writes 0. */
  BUY,
  /** Asks; Bitstamp writes 1. */
  SELL;

  /** The side that trades with this one. */
  public Side opposite() {
    return this == BUY ? SELL : BUY;
  }
}
