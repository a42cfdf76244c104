package dev.orderflow.spark.market.order;

import dev.orderflow.spark.market.MarketEvent.Feed;
import dev.orderflow.spark.market.MarketEvent.Gap;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.Reason;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.StateFormat;
import dev.orderflow.spark.market.Trade;
import dev.orderflow.spark.market.book.BestBidOffer;
import dev.orderflow.spark.market.book.OrderBook;
import dev.orderflow.spark.market.order.OrderRow.Loss;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Follows every order of a market and writes one row when it ends.
 *
 * <p>Trades name their two orders and may come before or after the order's own frames by about a
 * second, so an order that ended waits for its trades, and a trade for its order, for a bounded
 * time. An end that a gap hid is found when the next snapshot lacks the order.
 */
public final class OrderTracker {

  private static final int VERSION = 3;

  /** The share of the orders that is let go at once when there are too many. */
  private static final int SHARE_LET_GO = 16;

  /** Trades whose order has not been seen. */
  private record Early(long micros, Fills maker, Fills taker) {}

  private final String market;
  private final OrderSettings settings;
  private final Map<Long, TrackedOrder> alive = new HashMap<>();
  private final LinkedHashMap<Long, TrackedOrder> awaitingTrades = new LinkedHashMap<>();
  private final LinkedHashMap<Long, Early> early = new LinkedHashMap<>();
  private long letGoUpTo = -1;
  private long gapFrom = -1;
  private Reason gapReason = Reason.GAP;
  private long now;
  private long letGo;
  private long unjoined;

  /** Creates an engine that follows nothing yet. */
  public OrderTracker(String market, OrderSettings settings) {
    this.market = market;
    this.settings = settings;
  }

  /** Orders that ended as unknown because of the bound. */
  public long letGo() {
    return letGo;
  }

  /** Sides of trades whose order was never seen, or had its row written already. */
  public long unjoined() {
    return unjoined;
  }

  /**
   * Takes an order event.
   *
   * @param touch best prices at the end of the last complete millisecond; empty where unknown
   */
  public OrderChange applyOrder(
      OrderEvent event, Optional<BestBidOffer> touch, Consumer<OrderRow> rows) {
    advance(event.micros(), rows);
    TrackedOrder order = alive.get(event.orderId());
    switch (event.action()) {
      case CREATED -> {
        if (order == null || !order.standsAt(event)) {
          follow(TrackedOrder.created(event, touch), rows);
        }
        return OrderChange.NONE;
      }
      case CHANGED -> {
        if (order == null) {
          order = TrackedOrder.found(event);
          if (event.orderId() > letGoUpTo) {
            follow(order, rows);
          }
        }
        return order.apply(event, false, touch);
      }
      default -> {
        if (order == null && awaitingTrades.containsKey(event.orderId())) {
          return OrderChange.NONE;
        }
        boolean due = order != null || event.orderId() > letGoUpTo;
        if (order == null) {
          order = TrackedOrder.found(event);
          joinEarly(order);
        }
        OrderChange change = order.apply(event, true, touch);
        alive.remove(event.orderId());
        if (due) {
          end(order, rows);
        }
        return change;
      }
    }
  }

  private void follow(TrackedOrder order, Consumer<OrderRow> rows) {
    joinEarly(order);
    alive.put(order.id(), order);
    if (alive.size() > settings.maxOrders()) {
      letOldestGo(rows);
    }
  }

  private void joinEarly(TrackedOrder order) {
    Early trades = early.remove(order.id());
    if (trades != null) {
      order.join(trades.maker(), trades.taker());
    }
  }

  private void end(TrackedOrder order, Consumer<OrderRow> rows) {
    if (order.lacksTrades() && awaitingTrades.size() < settings.maxOrders()) {
      awaitingTrades.put(order.id(), order);
    } else {
      rows.accept(order.row(market));
    }
  }

  /** Ids rise with time, so that those let go are told from later ones by the id alone. */
  private void letOldestGo(Consumer<OrderRow> rows) {
    long[] ids = sortedIds();
    int count = Math.max(1, settings.maxOrders() / SHARE_LET_GO);
    for (int i = 0; i < count; i++) {
      TrackedOrder oldest = alive.remove(ids[i]);
      letGoUpTo = Math.max(letGoUpTo, oldest.id());
      letGo++;
      rows.accept(
          oldest.lost(
              market,
              Loss.STATE_BOUND,
              Reason.TOO_MANY_ORDERS,
              OptionalLong.of(now),
              OptionalLong.empty()));
    }
  }

  /** Takes a trade that has not been taken before. */
  public void applyTrade(Trade trade, Consumer<OrderRow> rows) {
    boolean buyerTakes = trade.aggressorSide() == Side.BUY;
    trade.buyOrderId().ifPresent(id -> trade(id, !buyerTakes, trade, rows));
    trade.sellOrderId().ifPresent(id -> trade(id, buyerTakes, trade, rows));
  }

  private void trade(long id, boolean asMaker, Trade trade, Consumer<OrderRow> rows) {
    TrackedOrder order = alive.get(id);
    TrackedOrder ended = order == null ? awaitingTrades.get(id) : order;
    if (ended != null) {
      ended.join(asMaker, trade.amount(), trade.notional());
      if (order == null && !ended.lacksTrades()) {
        awaitingTrades.remove(id);
        rows.accept(ended.row(market));
      }
      return;
    }
    Early known = early.get(id);
    if (known == null) {
      known = new Early(trade.micros(), Fills.NONE, Fills.NONE);
      if (early.size() >= settings.maxOrders()) {
        dropOldestEarly();
      }
    }
    Fills one = new Fills(1, trade.amount(), trade.notional());
    early.put(
        id,
        new Early(
            known.micros(),
            known.maker().plus(asMaker ? one : Fills.NONE),
            known.taker().plus(asMaker ? Fills.NONE : one)));
  }

  private void dropOldestEarly() {
    Iterator<Early> oldest = early.values().iterator();
    Early dropped = oldest.next();
    oldest.remove();
    unjoined += dropped.maker().trades() + dropped.taker().trades();
  }

  /** Takes a gap; after one of order events, orders may be gone. */
  public void applyGap(Gap gap) {
    if (gap.feed() == Feed.ORDERS && !gap.repaired()) {
      lose(gap.fromMicros(), gap.reason());
    }
  }

  /** Order events are missing from the last one on. */
  public void interrupt(Reason reason) {
    lose(now, reason);
  }

  private void lose(long from, Reason reason) {
    gapFrom = from;
    gapReason = reason;
    alive.values().forEach(TrackedOrder::markBeforeGap);
  }

  /**
   * A snapshot took the book's place: who is not in it has ended, who is only in it is followed
   * from now on.
   *
   * @param micros the millisecond up to which the book is complete
   */
  public void onSnapshotLoaded(OrderBook book, long micros, Consumer<OrderRow> rows) {
    for (long id : sortedIds()) {
      TrackedOrder order = alive.get(id);
      Optional<OrderBook.Resting> resting = book.order(id);
      if (resting.isPresent()) {
        order.confirm(resting.get().amount());
      } else if (order.isBeforeGap() || (order.mayRest() && order.remaining().signum() > 0)) {
        alive.remove(id);
        long lost = gapFrom < 0 ? micros : Math.min(gapFrom, micros);
        long aliveAt = Math.max(order.seenMicros(), lost);
        rows.accept(
            order.lost(
                market,
                Loss.GAP,
                gapFrom < 0 ? Reason.AUDIT : gapReason,
                OptionalLong.of(aliveAt),
                OptionalLong.of(micros)));
      }
    }
    for (long id : book.restingIds()) {
      if (!alive.containsKey(id) && id > letGoUpTo) {
        follow(TrackedOrder.resting(book.order(id).orElseThrow(), micros), rows);
      }
    }
    gapFrom = -1;
  }

  private void advance(long micros, Consumer<OrderRow> rows) {
    now = Math.max(now, micros);
    Iterator<TrackedOrder> ended = awaitingTrades.values().iterator();
    while (ended.hasNext()) {
      TrackedOrder order = ended.next();
      if (now - order.endedMicros() <= settings.joinMicros()) {
        break;
      }
      ended.remove();
      rows.accept(order.row(market));
    }
    while (!early.isEmpty()
        && now - early.values().iterator().next().micros() > settings.joinMicros()) {
      dropOldestEarly();
    }
  }

  private long[] sortedIds() {
    long[] ids = new long[alive.size()];
    int count = 0;
    for (long id : alive.keySet()) {
      ids[count++] = id;
    }
    Arrays.sort(ids);
    return ids;
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    StateFormat.writeVersion(out, VERSION);
    StateFormat.writeNumber(out, letGoUpTo);
    StateFormat.writeNumber(out, gapFrom);
    out.writeByte(gapReason.ordinal());
    StateFormat.writeNumber(out, now);
    StateFormat.writeNumber(out, letGo);
    StateFormat.writeNumber(out, unjoined);
    write(out, alive.values());
    write(out, awaitingTrades.values());
    out.writeInt(early.size());
    for (Map.Entry<Long, Early> entry : early.entrySet()) {
      out.writeLong(entry.getKey());
      out.writeLong(entry.getValue().micros());
      entry.getValue().maker().write(out);
      entry.getValue().taker().write(out);
    }
  }

  private static void write(DataOutput out, Collection<TrackedOrder> orders) throws IOException {
    out.writeInt(orders.size());
    for (TrackedOrder order : orders) {
      order.write(out);
    }
  }

  /** Reads a state that {@link #write} wrote, in place of this one. */
  public void read(DataInput in) throws IOException {
    StateFormat.readVersion(in, VERSION, "the state of orders");
    letGoUpTo = StateFormat.readNumber(in);
    gapFrom = StateFormat.readNumber(in);
    gapReason = Reason.values()[in.readByte()];
    now = StateFormat.readNumber(in);
    letGo = StateFormat.readNumber(in);
    unjoined = StateFormat.readNumber(in);
    read(in, alive);
    read(in, awaitingTrades);
    early.clear();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      early.put(in.readLong(), new Early(in.readLong(), Fills.read(in), Fills.read(in)));
    }
  }

  private static void read(DataInput in, Map<Long, TrackedOrder> into) throws IOException {
    into.clear();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      TrackedOrder order = TrackedOrder.read(in);
      into.put(order.id(), order);
    }
  }
}
