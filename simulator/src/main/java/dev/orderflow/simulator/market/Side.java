package dev.orderflow.simulator.market;

/** The side of an order, with the code that Bitstamp's frames carry. */
public enum Side {
  /** A bid. */
  BUY(0),
  /** An ask. */
  SELL(1);

  private final int code;

  Side(int code) {
    this.code = code;
  }

  /** {@code order_type} of order frames and {@code type} of trade frames: 0 buy, 1 sell. */
  public int code() {
    return code;
  }

  /** The side that this one trades against. */
  public Side opposite() {
    return this == BUY ? SELL : BUY;
  }
}
