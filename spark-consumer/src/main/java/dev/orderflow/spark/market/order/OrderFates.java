package dev.orderflow.spark.market.order;

import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.Trade;
import dev.orderflow.spark.market.book.Binary;
import dev.orderflow.spark.market.book.MarketEvent.Feed;
import dev.orderflow.spark.market.book.MarketEvent.Gap;
import dev.orderflow.spark.market.book.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.book.OrderBook;
import dev.orderflow.spark.market.book.Touch;
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
public final class OrderFates {

  private static final int VERSION = 2;

  /** The share of the orders that is let go at once when there are too many. */
  private static final int SHARE_LET_GO = 16;

  /** Trades whose order has not been seen. */
  private record Early(long micros, Fills maker, Fills taker) {}

  private final String market;
  private final OrderSettings settings;
  private final Map<Long, Life> alive = new HashMap<>();
  private final LinkedHashMap<Long, Life> awaitingTrades = new LinkedHashMap<>();
  private final LinkedHashMap<Long, Early> early = new LinkedHashMap<>();
  private long letGoUpTo = -1;
  private long gapFrom = -1;
  private long now;
  private long letGo;
  private long unjoined;

  /** Creates an engine that follows nothing yet. */
  public OrderFates(String market, OrderSettings settings) {
    this.market = market;
    this.settings = settings;
  }

  /** Orders followed. */
  public int following() {
    return alive.size();
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
  public OrderChange order(OrderEvent event, Optional<Touch> touch, Consumer<OrderRow> rows) {
    advance(event.micros(), rows);
    Life life = alive.get(event.orderId());
    switch (event.action()) {
      case CREATED -> {
        if (life == null) {
          follow(Life.created(event, touch), rows);
        }
        return OrderChange.NONE;
      }
      case CHANGED -> {
        if (life == null) {
          life = Life.found(event);
          if (event.orderId() > letGoUpTo) {
            follow(life, rows);
          }
        }
        return life.apply(event, false, touch);
      }
      default -> {
        boolean due = life != null || event.orderId() > letGoUpTo;
        if (life == null) {
          life = Life.found(event);
          joinEarly(life);
        }
        OrderChange change = life.apply(event, true, touch);
        alive.remove(event.orderId());
        if (due) {
          end(life, rows);
        }
        return change;
      }
    }
  }

  private void follow(Life life, Consumer<OrderRow> rows) {
    joinEarly(life);
    alive.put(life.id(), life);
    if (alive.size() > settings.maxOrders()) {
      letOldestGo(rows);
    }
  }

  private void joinEarly(Life life) {
    Early trades = early.remove(life.id());
    if (trades != null) {
      life.join(trades.maker(), trades.taker());
    }
  }

  private void end(Life life, Consumer<OrderRow> rows) {
    if (life.lacksTrades() && awaitingTrades.size() < settings.maxOrders()) {
      awaitingTrades.put(life.id(), life);
    } else {
      rows.accept(life.row(market));
    }
  }

  /** Ids rise with time, so that those let go are told from later ones by the id alone. */
  private void letOldestGo(Consumer<OrderRow> rows) {
    long[] ids = sortedIds();
    int count = Math.max(1, settings.maxOrders() / SHARE_LET_GO);
    for (int i = 0; i < count; i++) {
      Life oldest = alive.remove(ids[i]);
      letGoUpTo = Math.max(letGoUpTo, oldest.id());
      letGo++;
      rows.accept(
          oldest.lost(market, Loss.STATE_BOUND, OptionalLong.of(now), OptionalLong.empty()));
    }
  }

  /** Takes a trade that has not been taken before. */
  public void trade(Trade trade, Consumer<OrderRow> rows) {
    boolean buyerTakes = trade.taker() == Side.BUY;
    trade.buyOrderId().ifPresent(id -> trade(id, !buyerTakes, trade, rows));
    trade.sellOrderId().ifPresent(id -> trade(id, buyerTakes, trade, rows));
  }

  private void trade(long id, boolean asMaker, Trade trade, Consumer<OrderRow> rows) {
    Life life = alive.get(id);
    Life ended = life == null ? awaitingTrades.get(id) : life;
    if (ended != null) {
      ended.join(asMaker, trade.amount(), trade.quote());
      if (life == null && !ended.lacksTrades()) {
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
    Fills one = new Fills(1, trade.amount(), trade.quote());
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
  public void gap(Gap gap) {
    if (gap.feed() == Feed.ORDERS && !gap.repaired()) {
      gapFrom = gap.fromMicros();
      alive.values().forEach(Life::markBeforeGap);
    }
  }

  /**
   * A snapshot took the book's place: who is not in it has ended, who is only in it is followed
   * from now on.
   *
   * @param micros the millisecond up to which the book is complete
   */
  public void seeded(OrderBook book, long micros, Consumer<OrderRow> rows) {
    for (long id : sortedIds()) {
      Life life = alive.get(id);
      Optional<OrderBook.Resting> resting = book.order(id);
      if (resting.isPresent()) {
        life.confirm(resting.get().amount());
      } else if (life.isBeforeGap() || (life.mayRest() && life.remaining().signum() > 0)) {
        alive.remove(id);
        long aliveAt = gapFrom < 0 ? micros : Math.min(gapFrom, micros);
        rows.accept(life.lost(market, Loss.GAP, OptionalLong.of(aliveAt), OptionalLong.of(micros)));
      }
    }
    for (long id : book.restingIds()) {
      if (!alive.containsKey(id) && id > letGoUpTo) {
        follow(Life.resting(book.order(id).orElseThrow(), micros), rows);
      }
    }
    gapFrom = -1;
  }

  private void advance(long micros, Consumer<OrderRow> rows) {
    now = Math.max(now, micros);
    Iterator<Life> ended = awaitingTrades.values().iterator();
    while (ended.hasNext()) {
      Life life = ended.next();
      if (now - life.endedMicros() <= settings.joinMicros()) {
        break;
      }
      ended.remove();
      rows.accept(life.row(market));
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
    Binary.writeVersion(out, VERSION);
    Binary.writeNumber(out, letGoUpTo);
    Binary.writeNumber(out, gapFrom);
    Binary.writeNumber(out, now);
    Binary.writeNumber(out, letGo);
    Binary.writeNumber(out, unjoined);
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

  private static void write(DataOutput out, Collection<Life> lives) throws IOException {
    out.writeInt(lives.size());
    for (Life life : lives) {
      life.write(out);
    }
  }

  /** Reads a state that {@link #write} wrote, in place of this one. */
  public void read(DataInput in) throws IOException {
    Binary.readVersion(in, VERSION, "the state of orders");
    letGoUpTo = Binary.readNumber(in);
    gapFrom = Binary.readNumber(in);
    now = Binary.readNumber(in);
    letGo = Binary.readNumber(in);
    unjoined = Binary.readNumber(in);
    read(in, alive);
    read(in, awaitingTrades);
    early.clear();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      early.put(in.readLong(), new Early(in.readLong(), Fills.read(in), Fills.read(in)));
    }
  }

  private static void read(DataInput in, Map<Long, Life> into) throws IOException {
    into.clear();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      Life life = Life.read(in);
      into.put(life.id(), life);
    }
  }
}
