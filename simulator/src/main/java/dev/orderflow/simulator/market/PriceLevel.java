package dev.orderflow.simulator.market;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** The orders resting at one price, oldest first. */
public final class PriceLevel implements Iterable<Order> {
  private final long price;
  private final Set<Order> orders = new LinkedHashSet<>();
  private long amount;

  PriceLevel(long price) {
    this.price = price;
  }

  /** Price in ticks. */
  public long price() {
    return price;
  }

  /** The sum of the remaining amounts, in 1e-8. */
  public long amount() {
    return amount;
  }

  /** The order that matches first. The book removes a level with its last order. */
  public Order first() {
    return orders.iterator().next();
  }

  boolean isEmpty() {
    return orders.isEmpty();
  }

  void add(Order order) {
    orders.add(order);
    amount += order.remaining();
  }

  void remove(Order order) {
    orders.remove(order);
    amount -= order.remaining();
  }

  void execute(Order order, long executed) {
    order.execute(executed);
    amount -= executed;
  }

  @Override
  public Iterator<Order> iterator() {
    return orders.iterator();
  }
}
