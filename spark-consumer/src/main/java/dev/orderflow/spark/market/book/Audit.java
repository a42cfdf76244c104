package dev.orderflow.spark.market.book;

import dev.orderflow.spark.market.Side;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A snapshot compared with the rebuilt book at the same instant.
 *
 * @param micros the snapshot's time
 * @param orders resting orders of either, each counted once
 * @param equalOrders those that both have with the same side, price and amount
 * @param orphans orders of the snapshot that the book lacked
 * @param phantoms orders of the book that the snapshot lacked
 * @param levels price levels of either, each counted once
 * @param equalLevels those at which both have the same amount
 * @param reseeded whether the snapshot took the book's place, which it does unless all was equal
 */
public record Audit(
    long micros,
    int orders,
    int equalOrders,
    int orphans,
    int phantoms,
    int levels,
    int equalLevels,
    boolean reseeded) {

  /** Equal orders and levels, of all; 1 where there are none. */
  public double agreement() {
    long all = (long) orders + levels;
    return all == 0 ? 1 : ((double) equalOrders + equalLevels) / all;
  }

  /** Writes it into a state. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(micros);
    out.writeInt(orders);
    out.writeInt(equalOrders);
    out.writeInt(orphans);
    out.writeInt(phantoms);
    out.writeInt(levels);
    out.writeInt(equalLevels);
    out.writeBoolean(reseeded);
  }

  /** Reads what {@link #write} wrote. */
  public static Audit read(DataInput in) throws IOException {
    return new Audit(
        in.readLong(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readBoolean());
  }

  /** Compares; both books belong to the end of the same millisecond. */
  static Audit of(long micros, OrderBook rebuilt, OrderBook snapshot) {
    int phantoms = absent(rebuilt, snapshot);
    int equalOrders = equalOrders(snapshot, rebuilt);
    int orders = snapshot.restingOrders() + phantoms;
    int levels = 0;
    int equalLevels = 0;
    for (Side side : Side.values()) {
      BookLadder theirs = snapshot.ladder(side);
      BookLadder ours = rebuilt.ladder(side);
      int shared = 0;
      for (int rank = 0; rank < theirs.size(); rank++) {
        long price =
            rebuilt.prices().holds(snapshot.prices().decimal(theirs.price(rank)))
                ? rebuilt.prices().units(snapshot.prices().decimal(theirs.price(rank)))
                : -1;
        long amount = ours.amountAt(price);
        if (amount != 0) {
          shared++;
        }
        if (amount != 0
            && same(theirs.amount(rank), snapshot.amounts(), amount, rebuilt.amounts())) {
          equalLevels++;
        }
      }
      levels += theirs.size() + ours.size() - shared;
    }
    boolean equal = equalOrders == orders && equalLevels == levels;
    return new Audit(
        micros,
        orders,
        equalOrders,
        absent(snapshot, rebuilt),
        phantoms,
        levels,
        equalLevels,
        !equal);
  }

  /** How many orders rest in both with the same side, price and amount. */
  private static int equalOrders(OrderBook one, OrderBook other) {
    OrderTable orders = one.orders();
    OrderTable others = other.orders();
    int equal = 0;
    for (int slot = 0; slot < orders.slots(); slot++) {
      if (rests(orders, slot)) {
        int found = others.find(orders.id(slot));
        if (found >= 0
            && others.state(found) == orders.state(slot)
            && orders.side(slot) == others.side(found)
            && same(orders.price(slot), one.prices(), others.price(found), other.prices())
            && same(orders.amount(slot), one.amounts(), others.amount(found), other.amounts())) {
          equal++;
        }
      }
    }
    return equal;
  }

  /** How many orders rest in one that the other does not know at all. */
  private static int absent(OrderBook one, OrderBook other) {
    OrderTable orders = one.orders();
    int absent = 0;
    for (int slot = 0; slot < orders.slots(); slot++) {
      if (rests(orders, slot) && other.orders().find(orders.id(slot)) < 0) {
        absent++;
      }
    }
    return absent;
  }

  private static boolean rests(OrderTable orders, int slot) {
    return orders.isUsed(slot)
        && (orders.state(slot) == OrderTable.RESTS || orders.state(slot) == OrderTable.FAR);
  }

  private static boolean same(long a, FixedPoint ofA, long b, FixedPoint ofB) {
    return ofA.scale() == ofB.scale() ? a == b : ofA.decimal(a).compareTo(ofB.decimal(b)) == 0;
  }
}
