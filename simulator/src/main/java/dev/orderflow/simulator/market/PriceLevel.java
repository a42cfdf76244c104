package dev.orderflow.simulator.market;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** The orders resting at one price, oldest first. */
public final class PriceLevel implements Iterable<Order> {
  private final long price;
  private final Set<Order> orders = new LinkedHashSet<>();

  PriceLevel(long price) {
    this.price = price;
  }

  /** Price in ticks. */
  public long price() {
    return price;
  }

  /** The sum of the remaining amounts, in 1e-8. */
  public long amount() {
    long sum = 0;
    for (Order order : orders) {
      sum += order.remaining();
    }
    return sum;
  }

  /** The order that matches first. The book removes a level with its last order. */
  public Order first() {
    return orders.iterator().next();
  }

  Set<Order> orders() {
    return orders;
  }

  @Override
  public Iterator<Order> iterator() {
    return orders.iterator();
  }
}
