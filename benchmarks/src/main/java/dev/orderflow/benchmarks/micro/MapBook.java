package dev.orderflow.benchmarks.micro;

import dev.orderflow.spark.market.MarketEvent.OrderAction;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.MarketEvent.SnapshotOrder;
import dev.orderflow.spark.market.MarketEvent.SnapshotPart;
import dev.orderflow.spark.market.Side;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** A book as one would write it first: maps of the JDK, and none of the stream's traps seen. */
final class MapBook {

  private final Map<Long, Resting> orders = new HashMap<>();
  private final TreeMap<BigDecimal, BigDecimal> bids = new TreeMap<>(Comparator.reverseOrder());
  private final TreeMap<BigDecimal, BigDecimal> asks = new TreeMap<>();

  private record Resting(Side side, BigDecimal price, BigDecimal amount) {}

  MapBook(SnapshotPart snapshot) {
    for (SnapshotOrder order : snapshot.bids()) {
      add(order.id(), new Resting(Side.BUY, order.price(), order.amount()));
    }
    for (SnapshotOrder order : snapshot.asks()) {
      add(order.id(), new Resting(Side.SELL, order.price(), order.amount()));
    }
  }

  void accept(OrderEvent event) {
    Resting before = orders.get(event.orderId());
    if (before != null) {
      remove(event.orderId(), before);
    }
    if (event.action() == OrderAction.CREATED) {
      if (event.mayRest()) {
        add(event.orderId(), new Resting(event.side(), event.price(), event.amount()));
      }
    } else if (event.action() == OrderAction.CHANGED
        && before != null
        && event.amount().signum() > 0) {
      add(event.orderId(), new Resting(before.side(), before.price(), event.amount()));
    }
  }

  private void add(long id, Resting order) {
    orders.put(id, order);
    levels(order.side()).merge(order.price(), order.amount(), BigDecimal::add);
  }

  private void remove(long id, Resting order) {
    orders.remove(id);
    levels(order.side())
        .computeIfPresent(
            order.price(),
            (price, amount) -> {
              BigDecimal left = amount.subtract(order.amount());
              return left.signum() > 0 ? left : null;
            });
  }

  /** The levels of a side, best first. */
  TreeMap<BigDecimal, BigDecimal> levels(Side side) {
    return side == Side.BUY ? bids : asks;
  }
}
