package dev.orderflow.spark.market.book;

import dev.orderflow.spark.market.MarketEvent;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.MarketEvent.SnapshotOrder;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.StateFormat;
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
 * crosses no longer; one that only meets the best price of the other side and is still there after
 * {@link #FLIGHT_MILLIS} locks the book. Prices and amounts are exact; see {@link FixedPoint}. An
 * order whose numbers do not fit takes no other with it.
 */
public final class OrderBook {

  /** A taker is matched within milliseconds of its creation; what is there longer rests. */
  static final long FLIGHT_MILLIS = 100;

  private static final long MILLISECOND = 1_000;

  private FixedPoint prices = new FixedPoint(0);
  private FixedPoint amounts = new FixedPoint(0);
  private final OrderTable orders = new OrderTable();
  private final BookLadder bids = new BookLadder(Side.BUY);
  private final BookLadder asks = new BookLadder(Side.SELL);
  private long[] aside = new long[4];
  private long[] asideSince = new long[4];
  private Best best = new Best(0, 0, 0, 0, 0, 0);
  private Optional<BestBidOffer> touch = Optional.empty();
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

  /** Whether a taker still crosses the other side's best price, or meets it. */
  boolean isCrossed() {
    return asideCount > 0 || !bids.isEmpty() && !asks.isEmpty() && bids.price(0) > asks.price(0);
  }

  /** Whether an order is in it that the arithmetic does not hold. */
  boolean isOutOfRange() {
    return orders.outOfRange() > 0;
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
    if (slot < 0
        || orders.state(slot) != OrderTable.RESTS && orders.state(slot) != OrderTable.ASIDE) {
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
  public Optional<BestBidOffer> touch() {
    if (bids.isEmpty() || asks.isEmpty() || bids.price(0) > asks.price(0)) {
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
              new BestBidOffer(
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
   * Applies an event; one that has been applied already changes nothing. An event says where its
   * order stands whatever was known of it: one that is created again stands where it is created
   * last, one that changes without having been known is known from then on.
   *
   * @return whether the order was known, or is now
   */
  boolean apply(OrderEvent event) {
    int slot = orders.find(event.orderId());
    switch (event.action()) {
      case CREATED -> {
        if (slot >= 0) {
          leave(slot);
          orders.remove(slot);
        }
        create(event);
      }
      case CHANGED -> {
        if (slot >= 0 && orders.state(slot) != OrderTable.NEVER_RESTS) {
          change(slot, event.amount());
        } else if (slot < 0 && event.traded().signum() == 0) {
          // Where it was executed, its price would be that of the execution.
          create(event);
        }
      }
      case DELETED -> {
        if (slot >= 0) {
          leave(slot);
          orders.remove(slot);
        }
      }
    }
    return slot >= 0 || event.action() == MarketEvent.OrderAction.CREATED;
  }

  private void create(OrderEvent event) {
    if (!event.mayRest()) {
      orders.add(event.orderId(), event.side(), OrderTable.NEVER_RESTS, 0, 0);
    } else if (fits(event.orderId(), event.side(), event.price(), event.amount())) {
      long price = prices.units(event.price());
      long amount = amounts.units(event.amount());
      if (ladder(event.side().opposite()).crosses(price)) {
        orders.add(event.orderId(), event.side(), OrderTable.ASIDE, price, amount);
        setAside(event.orderId(), event.micros() / MILLISECOND);
      } else {
        rest(orders.add(event.orderId(), event.side(), OrderTable.RESTS, price, amount));
      }
    }
  }

  /** Makes room for an order's numbers; one whose numbers do not fit is only remembered. */
  private boolean fits(long id, Side side, BigDecimal price, BigDecimal amount) {
    if (holds(price) && holdsAmount(amount)) {
      return true;
    }
    boolean far = side == Side.SELL && prices.isTooLarge(price);
    orders.add(id, side, far ? OrderTable.FAR : OrderTable.OUT_OF_RANGE, 0, 0);
    return false;
  }

  private void setAside(long id, long millis) {
    if (asideCount == aside.length) {
      aside = Arrays.copyOf(aside, asideCount * 2);
      asideSince = Arrays.copyOf(asideSince, asideCount * 2);
    }
    asideSince[asideCount] = millis;
    aside[asideCount++] = id;
  }

  /** Adds an order that is marked as resting to its level, unless that would hold too much. */
  private void rest(int slot) {
    try {
      changing(orders.side(slot), orders.price(slot)).add(orders.price(slot), orders.amount(slot));
    } catch (ArithmeticException tooMuch) {
      orders.state(slot, OrderTable.OUT_OF_RANGE);
    }
  }

  private void change(int slot, BigDecimal left) {
    if (left.signum() <= 0) {
      // Filled to nothing: its deletion will follow and is to be understood.
      leave(slot);
      orders.state(slot, OrderTable.NEVER_RESTS);
      return;
    }
    byte state = orders.state(slot);
    if (state != OrderTable.RESTS && state != OrderTable.ASIDE) {
      return;
    }
    // Units may become smaller, of what the order has too.
    boolean held = holdsAmount(left);
    long before = orders.amount(slot);
    try {
      if (held && state == OrderTable.RESTS) {
        changing(orders.side(slot), orders.price(slot))
            .change(orders.price(slot), amounts.units(left) - before);
      }
    } catch (ArithmeticException tooMuch) {
      held = false;
    }
    if (held) {
      orders.amount(slot, amounts.units(left));
    } else {
      leave(slot);
      orders.state(slot, OrderTable.OUT_OF_RANGE);
    }
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
      System.arraycopy(asideSince, at + 1, asideSince, at, asideCount - at - 1);
      asideCount--;
    }
  }

  /**
   * An instant is complete: takers that no longer cross come to rest, and those that meet the other
   * side's best price for longer than a taker is on its way.
   *
   * @param millis until when nothing else happens
   */
  void settle(long millis) {
    int kept = 0;
    for (int i = 0; i < asideCount; i++) {
      int slot = orders.find(aside[i]);
      BookLadder other = ladder(orders.side(slot).opposite());
      long price = orders.price(slot);
      if (other.crosses(price)
          && !(price == other.price(0) && millis - asideSince[i] >= FLIGHT_MILLIS)) {
        aside[kept] = aside[i];
        asideSince[kept++] = asideSince[i];
      } else {
        orders.state(slot, OrderTable.RESTS);
        rest(slot);
      }
    }
    asideCount = kept;
  }

  /** Replaces everything by a snapshot's orders. */
  void load(Snapshot snapshot) {
    load(snapshot, new OrderBook());
  }

  /**
   * Replaces everything by a snapshot's orders. The exchange puts a taker into its book before it
   * matches it, so a snapshot may hold one; of orders that cross, the newest is the taker, unless
   * another book has followed them and knows.
   *
   * @param known what has been rebuilt up to the same millisecond; empty where nothing has
   */
  void load(Snapshot snapshot, OrderBook known) {
    clear();
    load(snapshot, Side.BUY, known);
    load(snapshot, Side.SELL, known);
    setTakersAside(snapshot.millis(), known);
  }

  private void load(Snapshot snapshot, Side side, OrderBook known) {
    for (SnapshotOrder order : snapshot.orders(side)) {
      // The exchange's snapshots were seen to hold bids of price 0.
      if (order.price().signum() <= 0
          || order.amount().signum() <= 0
          || orders.find(order.id()) >= 0) {
        continue;
      }
      if (known.state(order.id()) == OrderTable.NEVER_RESTS) {
        orders.add(order.id(), side, OrderTable.NEVER_RESTS, 0, 0);
      } else if (fits(order.id(), side, order.price(), order.amount())) {
        orders.add(
            order.id(),
            side,
            OrderTable.RESTS,
            prices.units(order.price()),
            amounts.units(order.amount()));
      }
    }
    fill(side);
  }

  private byte state(long id) {
    int slot = orders.find(id);
    return slot < 0 ? 0 : orders.state(slot);
  }

  private void setTakersAside(long millis, OrderBook known) {
    for (int i = 0; i < known.asideCount; i++) {
      takeAside(known.aside[i], known.asideSince[i]);
    }
    if (bids.isEmpty() || asks.isEmpty() || bids.price(0) < asks.price(0)) {
      return;
    }
    long bestBid = bids.price(0);
    long bestAsk = asks.price(0);
    long[] crossing = new long[orders.size()];
    int count = 0;
    for (int slot = 0; slot < orders.slots(); slot++) {
      if (orders.isUsed(slot)
          && orders.state(slot) == OrderTable.RESTS
          && (orders.side(slot) == Side.BUY
              ? orders.price(slot) >= bestAsk
              : orders.price(slot) <= bestBid)
          && known.state(orders.id(slot)) != OrderTable.RESTS) {
        crossing[count++] = orders.id(slot);
      }
    }
    // Ids rise with time.
    Arrays.sort(crossing, 0, count);
    for (int i = count - 1; i >= 0; i--) {
      int slot = orders.find(crossing[i]);
      if (ladder(orders.side(slot).opposite()).crosses(orders.price(slot))) {
        takeAside(crossing[i], millis);
      }
    }
  }

  private void takeAside(long id, long millis) {
    int slot = orders.find(id);
    if (slot >= 0 && orders.state(slot) == OrderTable.RESTS) {
      leave(slot);
      orders.state(slot, OrderTable.ASIDE);
      setAside(id, millis);
    }
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
        try {
          ladder.add(orders.price(slot), orders.amount(slot));
        } catch (ArithmeticException tooMuch) {
          orders.state(slot, OrderTable.OUT_OF_RANGE);
        }
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
    prices = new FixedPoint(0);
    amounts = new FixedPoint(0);
  }

  /** How many orders rest. */
  public int restingOrders() {
    return orders.resting();
  }

  private boolean holds(BigDecimal price) {
    if (prices.holds(price)) {
      return true;
    }
    if (!prices.couldHold(price, orders.farthestPrice())) {
      return false;
    }
    rescale(prices.widen(price), 1);
    return true;
  }

  private boolean holdsAmount(BigDecimal amount) {
    if (amounts.holds(amount)) {
      return true;
    }
    long largest = Math.max(orders.largestAmount(), Math.max(bids.largest(), asks.largest()));
    if (!amounts.couldHold(amount, largest)) {
      return false;
    }
    rescale(1, amounts.widen(amount));
    return true;
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
      StateFormat.writeNumber(out, asideSince[i]);
    }
  }

  void read(DataInput in) throws IOException {
    prices = new FixedPoint(in.readByte());
    amounts = new FixedPoint(in.readByte());
    orders.read(in);
    asideCount = in.readInt();
    aside = new long[Math.max(4, asideCount)];
    asideSince = new long[aside.length];
    for (int i = 0; i < asideCount; i++) {
      aside[i] = in.readLong();
      asideSince[i] = StateFormat.readNumber(in);
    }
    fill(Side.BUY);
    fill(Side.SELL);
  }
}
