package dev.orderflow.connect.bitstamp.exchange;

/** How urgent a request is: one of an earlier lane is sent before those of later lanes. */
public enum Lane {
  /** Frames wait for the answer. */
  REPAIR,
  /** Something may be missing. */
  AUDIT,
  /** An order book. */
  SNAPSHOT
}
