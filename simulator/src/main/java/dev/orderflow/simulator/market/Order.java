package dev.orderflow.simulator.market;

/** One order; what is left of it changes where it is executed. */
public final class Order {
  private final long id;
  private final Side side;
  private final OrderKind kind;
  private final long price;
  private final long created;
  private long remaining;

  /** An order of which nothing is executed; price in ticks, amount in 1e-8. */
  public Order(long id, Side side, OrderKind kind, long price, long amount) {
    this.id = id;
    this.side = side;
    this.kind = kind;
    this.price = price;
    this.created = amount;
    this.remaining = amount;
  }

  /** The exchange-wide order id; increases with time. */
  public long id() {
    return id;
  }

  /** Buy or sell. */
  public Side side() {
    return side;
  }

  /** How the order behaves. */
  public OrderKind kind() {
    return kind;
  }

  /** The limit in ticks; meaningless for {@linkplain OrderKind#unpriced() unpriced} kinds. */
  public long price() {
    return price;
  }

  /** The amount when the order was created, in 1e-8. */
  public long created() {
    return created;
  }

  /** The amount not executed and not cancelled, in 1e-8. */
  public long remaining() {
    return remaining;
  }

  /** The order as it is now, as another one. */
  public Order copy() {
    Order copy = new Order(id, side, kind, price, created);
    copy.remaining = remaining;
    return copy;
  }

  /** Executes a part of the order, or all of it; in 1e-8, at most what remains. */
  public void execute(long amount) {
    if (amount <= 0 || amount > remaining) {
      throw new IllegalArgumentException("order " + id + " cannot execute " + amount);
    }
    remaining -= amount;
  }
}
