package dev.orderflow.spark.market.book;

import dev.orderflow.spark.market.MarketEvent;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.MarketEvent.SnapshotOrder;
import dev.orderflow.spark.market.Side;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;

/**
 * The resting orders of a market and the levels they form, by the rules of {@code live_orders}.
 *
 * <p>An order keeps the price of its creation, since later frames may name the price of an
 * execution instead. Orders without a limit, and those that match at once or are cancelled, never
 * rest. An order created at a price that crosses is a taker on its way and stands aside until it
 * crosses no longer. Prices and amounts are exact; see {@link FixedPoint}.
 *
 * <p>An {@link ArithmeticException} of any method means that a number does not fit, and that the
 * book is to be dropped.
 */
public final class OrderBook {

  private FixedPoint prices = new FixedPoint(0);
  private FixedPoint amounts = new FixedPoint(0);
  private final OrderTable orders = new OrderTable();
  private final BookLadder bids = new BookLadder(Side.BUY);
  private final BookLadder asks = new BookLadder(Side.SELL);
  private long[] aside = new long[4];
  private Best best = new Best(0, 0, 0, 0, 0, 0);
  private Optional<Touch> touch = Optional.empty();
  private int asideCount;
  private LevelWatch watch = NOBODY;

  /** Hears of levels about to change. */
  interface LevelWatch {
    /** Whether it wants to. */
    boolean isWatching();

    /** A level has this amount until now. */
    void changing(Side side, long price, long before);
  }

  private static final LevelWatch NOBODY =
      new LevelWatch() {
        @Override
        public boolean isWatching() {
          return false;
        }

        @Override
        public void changing(Side side, long price, long before) {
          throw new IllegalStateException("nobody watches");
        }
      };

  OrderBook() {}

  void watchedBy(LevelWatch watcher) {
    watch = watcher;
  }

  private BookLadder changing(Side side, long price) {
    BookLadder ladder = ladder(side);
    if (watch.isWatching()) {
      watch.changing(side, price, ladder.amountAt(price));
    }
    return ladder;
  }

  BookLadder ladder(Side side) {
    return side == Side.SELL ? asks : bids;
  }

  OrderTable orders() {
    return orders;
  }

  FixedPoint prices() {
    return prices;
  }

  FixedPoint amounts() {
    return amounts;
  }

  /** Orders known, also those that do not rest. */
  public int size() {
    return orders.size();
  }

  /** Whether the best bid is not below the best ask, or a taker still crosses. */
  boolean isCrossed() {
    return asideCount > 0 || (!bids.isEmpty() && asks.crosses(bids.price(0)));
  }

  /** The resting amount at a price, zero where nothing rests. */
  public BigDecimal amountAt(Side side, BigDecimal price) {
    return prices.holds(price)
        ? amounts.decimal(ladder(side).amountAt(prices.units(price)))
        : BigDecimal.ZERO;
  }

  /** The resting orders' ids, ascending. */
  public long[] restingIds() {
    long[] ids = new long[orders.size()];
    int count = 0;
    for (int slot = 0; slot < orders.slots(); slot++) {
      if (orders.isUsed(slot) && orders.state(slot) == OrderTable.RESTS) {
        ids[count++] = orders.id(slot);
      }
    }
    ids = Arrays.copyOf(ids, count);
    Arrays.sort(ids);
    return ids;
  }

  /** A resting order or taker on its way. */
  public Optional<Resting> order(long id) {
    int slot = orders.find(id);
    if (slot < 0 || orders.state(slot) == OrderTable.NEVER_RESTS) {
      return Optional.empty();
    }
    return Optional.of(
        new Resting(
            id,
            orders.side(slot),
            prices.decimal(orders.price(slot)),
            amounts.decimal(orders.amount(slot))));
  }

  /**
   * An order of the book.
   *
   * @param id the order
   * @param side its side
   * @param price its limit
   * @param amount what remains
   */
  public record Resting(long id, Side side, BigDecimal price, BigDecimal amount) {}

  /** The best prices; empty where a side is empty or they cross. The same while they stay. */
  public Optional<Touch> touch() {
    if (bids.isEmpty() || asks.isEmpty() || bids.price(0) >= asks.price(0)) {
      return Optional.empty();
    }
    Best now =
        new Best(
            bids.price(0),
            bids.amount(0),
            asks.price(0),
            asks.amount(0),
            prices.scale(),
            amounts.scale());
    if (!now.equals(best)) {
      best = now;
      touch =
          Optional.of(
              new Touch(
                  prices.decimal(now.bid),
                  amounts.decimal(now.bidAmount),
                  prices.decimal(now.ask),
                  amounts.decimal(now.askAmount)));
    }
    return touch;
  }

  /** A touch in units: most events leave it as it is, and it need not be made again. */
  private record Best(
      long bid, long bidAmount, long ask, long askAmount, int priceScale, int amountScale) {}

  /**
   * Applies an event; one that has been applied already changes nothing.
   *
   * @return whether the order was known, or is now
   */
  boolean apply(OrderEvent event) {
    int slot = orders.find(event.orderId());
    switch (event.action()) {
      case CREATED -> {
        if (slot < 0) {
          create(event);
        }
      }
      case CHANGED -> {
        if (slot >= 0 && orders.state(slot) != OrderTable.NEVER_RESTS) {
          change(slot, units(event.amount()));
        }
      }
      case DELETED -> {
        if (slot >= 0) {
          delete(slot);
        }
      }
    }
    return slot >= 0 || event.action() == MarketEvent.OrderAction.CREATED;
  }

  private void create(OrderEvent event) {
    if (!event.mayRest()) {
      orders.add(event.orderId(), event.side(), OrderTable.NEVER_RESTS, 0, 0);
      return;
    }
    long amount = units(event.amount());
    long price = price(event.price());
    if (ladder(event.side().opposite()).crosses(price)) {
      orders.add(event.orderId(), event.side(), OrderTable.ASIDE, price, amount);
      if (asideCount == aside.length) {
        aside = Arrays.copyOf(aside, asideCount * 2);
      }
      aside[asideCount++] = event.orderId();
    } else {
      orders.add(event.orderId(), event.side(), OrderTable.RESTS, price, amount);
      changing(event.side(), price).add(price, amount);
    }
  }

  private void change(int slot, long amount) {
    if (amount <= 0) {
      // Filled to nothing: its deletion will follow and is to be understood.
      leave(slot);
      orders.state(slot, OrderTable.NEVER_RESTS);
      return;
    }
    long before = orders.amount(slot);
    if (orders.state(slot) == OrderTable.RESTS && amount != before) {
      changing(orders.side(slot), orders.price(slot)).change(orders.price(slot), amount - before);
    }
    orders.amount(slot, amount);
  }

  private void delete(int slot) {
    leave(slot);
    orders.remove(slot);
  }

  private void leave(int slot) {
    if (orders.state(slot) == OrderTable.RESTS) {
      changing(orders.side(slot), orders.price(slot))
          .remove(orders.price(slot), orders.amount(slot));
    } else if (orders.state(slot) == OrderTable.ASIDE) {
      int at = 0;
      while (aside[at] != orders.id(slot)) {
        at++;
      }
      System.arraycopy(aside, at + 1, aside, at, asideCount - at - 1);
      asideCount--;
    }
  }

  /** An instant is complete: takers that no longer cross come to rest. */
  void settle() {
    int kept = 0;
    for (int i = 0; i < asideCount; i++) {
      int slot = orders.find(aside[i]);
      Side side = orders.side(slot);
      if (ladder(side.opposite()).crosses(orders.price(slot))) {
        aside[kept++] = aside[i];
      } else {
        orders.state(slot, OrderTable.RESTS);
        changing(side, orders.price(slot)).add(orders.price(slot), orders.amount(slot));
      }
    }
    asideCount = kept;
  }

  /** Replaces everything by a snapshot's orders. */
  void load(Snapshot snapshot) {
    clear();
    load(snapshot, Side.BUY);
    load(snapshot, Side.SELL);
  }

  private void load(Snapshot snapshot, Side side) {
    for (SnapshotOrder order : snapshot.orders(side)) {
      // The exchange's snapshots were seen to hold bids of price 0.
      if (order.price().signum() > 0
          && order.amount().signum() > 0
          && orders.find(order.id()) < 0) {
        long price = price(order.price());
        orders.add(order.id(), side, OrderTable.RESTS, price, units(order.amount()));
      }
    }
    fill(side);
  }

  /** Makes a side's levels of the orders that rest there. */
  private void fill(Side side) {
    long[] prices = new long[orders.size()];
    int count = 0;
    for (int slot = 0; slot < orders.slots(); slot++) {
      if (rests(slot, side)) {
        prices[count++] = orders.price(slot);
      }
    }
    BookLadder ladder = ladder(side);
    ladder.prepare(Arrays.copyOf(prices, count));
    for (int slot = 0; slot < orders.slots(); slot++) {
      if (rests(slot, side)) {
        ladder.add(orders.price(slot), orders.amount(slot));
      }
    }
  }

  private boolean rests(int slot, Side side) {
    return orders.isUsed(slot)
        && orders.state(slot) == OrderTable.RESTS
        && orders.side(slot) == side;
  }

  void clear() {
    orders.clear();
    bids.clear();
    asks.clear();
    asideCount = 0;
    // A number that did not fit may have widened them beyond what any other needs.
    prices = new FixedPoint(0);
    amounts = new FixedPoint(0);
  }

  /** How many orders rest. */
  public int restingOrders() {
    return orders.resting();
  }

  private long price(BigDecimal value) {
    if (!prices.holds(value)) {
      rescale(prices.widen(value), 1);
    }
    return prices.units(value);
  }

  private long units(BigDecimal value) {
    if (!amounts.holds(value)) {
      rescale(1, amounts.widen(value));
    }
    return amounts.units(value);
  }

  private void rescale(long priceFactor, long amountFactor) {
    orders.multiply(priceFactor, amountFactor);
    bids.multiply(priceFactor, amountFactor);
    asks.multiply(priceFactor, amountFactor);
  }

  void write(DataOutput out) throws IOException {
    out.writeByte(prices.scale());
    out.writeByte(amounts.scale());
    orders.write(out);
    out.writeInt(asideCount);
    for (int i = 0; i < asideCount; i++) {
      out.writeLong(aside[i]);
    }
  }

  void read(DataInput in) throws IOException {
    prices = new FixedPoint(in.readByte());
    amounts = new FixedPoint(in.readByte());
    orders.read(in);
    asideCount = in.readInt();
    aside = new long[Math.max(4, asideCount)];
    for (int i = 0; i < asideCount; i++) {
      aside[i] = in.readLong();
    }
    fill(Side.BUY);
    fill(Side.SELL);
  }
}
