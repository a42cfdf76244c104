package dev.orderflow.simulator.market;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The resting orders of one market: levels by price, orders by age inside a level. */
public final class OrderBook {
  private final TreeMap<Long, PriceLevel> bids = new TreeMap<>(Comparator.reverseOrder());
  private final TreeMap<Long, PriceLevel> asks = new TreeMap<>();
  private final Map<Long, Order> orders = new HashMap<>();

  /** The levels of one side, best first; a live view. */
  public Collection<PriceLevel> levels(Side side) {
    return Collections.unmodifiableCollection(side(side).values());
  }

  /** The best level of one side, empty where the side is. */
  public Optional<PriceLevel> best(Side side) {
    return Optional.ofNullable(bestOrNull(side));
  }

  /** The resting amount at a price, 0 where nothing rests. */
  public long amountAt(Side side, long price) {
    PriceLevel level = side(side).get(price);
    return level == null ? 0 : level.amount();
  }

  /** A resting order by id. */
  public Optional<Order> order(long id) {
    return Optional.ofNullable(orders.get(id));
  }

  /** The number of resting orders. */
  public int size() {
    return orders.size();
  }

  PriceLevel bestOrNull(Side side) {
    TreeMap<Long, PriceLevel> levels = side(side);
    return levels.isEmpty() ? null : levels.firstEntry().getValue();
  }

  /** Adds an order behind those of its price. */
  public void add(Order order) {
    side(order.side()).computeIfAbsent(order.price(), PriceLevel::new).orders().add(order);
    orders.put(order.id(), order);
  }

  /** Removes a resting order. */
  public void remove(Order order) {
    TreeMap<Long, PriceLevel> levels = side(order.side());
    PriceLevel level = levels.get(order.price());
    level.orders().remove(order);
    if (level.orders().isEmpty()) {
      levels.remove(level.price());
    }
    orders.remove(order.id());
  }

  private TreeMap<Long, PriceLevel> side(Side side) {
    return side == Side.BUY ? bids : asks;
  }
}
