package dev.orderflow.simulator.market;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** The orders resting at one price, oldest first. */
public final class PriceLevel implements Iterable<Order> {
  private final long price;
  private long amount;
  private int count;
  private Order head;
  private Order tail;

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

  /** The number of orders. */
  public int count() {
    return count;
  }

  /** The order that matches first. The book removes a level with its last order. */
  public Order first() {
    return head;
  }

  void append(Order order) {
    order.level = this;
    order.previous = tail;
    if (tail == null) {
      head = order;
    } else {
      tail.next = order;
    }
    tail = order;
    amount += order.remaining();
    count++;
  }

  void remove(Order order) {
    if (order.previous == null) {
      head = order.next;
    } else {
      order.previous.next = order.next;
    }
    if (order.next == null) {
      tail = order.previous;
    } else {
      order.next.previous = order.previous;
    }
    order.level = null;
    order.previous = null;
    order.next = null;
    amount -= order.remaining();
    count--;
  }

  void reduce(long executed) {
    amount -= executed;
  }

  @Override
  public Iterator<Order> iterator() {
    return new Iterator<>() {
      private Order cursor = head;

      @Override
      public boolean hasNext() {
        return cursor != null;
      }

      @Override
      public Order next() {
        if (cursor == null) {
          throw new NoSuchElementException();
        }
        Order order = cursor;
        cursor = cursor.next;
        return order;
      }
    };
  }
}
