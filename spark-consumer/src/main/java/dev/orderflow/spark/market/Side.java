package dev.orderflow.spark.market;

/** A side of the market; of a trade, the side of the taker. */
public enum Side {
  /** Bids; Bitstamp writes 0. */
  BUY,
  /** Asks; Bitstamp writes 1. */
  SELL
}
