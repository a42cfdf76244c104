package dev.orderflow.simulator.market;

/**
 * How an order behaves, with the {@code order_subtype} that today's frames carry for it.
 *
 * <p>Bitstamp does not document the subtypes; the readings are those of several client
 * implementations.
 */
public enum OrderKind {
  /** Matches what it can, rests with the remainder. */
  LIMIT(0),
  /** Buys or sells for an amount of cash: matches at any price, never rests, may leave dust. */
  INSTANT(1),
  /** Matches at any price, never rests. */
  MARKET(2),
  /** Matches what it can at its price, the remainder is cancelled. */
  IMMEDIATE_OR_CANCEL(4),
  /** Rests, or is refused without any event where it would match. */
  MAKER_OR_CANCEL(5),
  /** Matches in full at its price, or is cancelled in full. */
  FILL_OR_KILL(6);

  private final int subtype;

  OrderKind(int subtype) {
    this.subtype = subtype;
  }

  /** {@code order_subtype} on the wire. */
  public int subtype() {
    return subtype;
  }

  /** Whether the order has no limit price, so that its frames carry the price sentinel. */
  public boolean unpriced() {
    return this == INSTANT || this == MARKET;
  }

  /** Whether what does not match stays in the book. */
  public boolean rests() {
    return this == LIMIT || this == MAKER_OR_CANCEL;
  }
}
