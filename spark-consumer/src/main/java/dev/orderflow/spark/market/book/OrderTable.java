package dev.orderflow.spark.market.book;

import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The orders of a book by id: an open-addressed table of primitive columns, because boxes and
 * entries would cost more than all other work on an event.
 *
 * <p>A row is addressed by its slot, which is valid until the next change of the table.
 */
final class OrderTable {

  /** How an order stands to the book. */
  static final byte RESTS = 1;

  /** Created at a price that crosses: a taker on its way, which rests once it no longer crosses. */
  static final byte ASIDE = 2;

  /** Known, so that its later events are understood, but never part of the book. */
  static final byte NEVER_RESTS = 3;

  /** Rests, but its numbers are not held: while it is there nothing can be said of the book. */
  static final byte OUT_OF_RANGE = 4;

  /** Offers at a price beyond all that is held: it rests behind everything else. */
  static final byte FAR = 5;

  private static final byte FREE = 0;
  private static final byte SELL_BIT = 8;
  private static final byte STATE_BITS = 7;
  private static final int SMALLEST = 64;

  private long[] ids = new long[SMALLEST];
  private long[] prices = new long[SMALLEST];
  private long[] amounts = new long[SMALLEST];
  private byte[] marks = new byte[SMALLEST];
  private int size;
  private int resting;
  private int outOfRange;

  int size() {
    return size;
  }

  /** How many of them rest. */
  int resting() {
    return resting;
  }

  /** How many of them hold a number that is out of range. */
  int outOfRange() {
    return outOfRange;
  }

  /** One past the last slot. */
  int slots() {
    return ids.length;
  }

  boolean isUsed(int slot) {
    return marks[slot] != FREE;
  }

  /** The order's slot, or -1. */
  int find(long id) {
    int mask = ids.length - 1;
    int slot = hash(id) & mask;
    while (marks[slot] != FREE) {
      if (ids[slot] == id) {
        return slot;
      }
      slot = slot + 1 & mask;
    }
    return -1;
  }

  /** Adds an order that is not there yet, and answers its slot. */
  int add(long id, Side side, byte state, long price, long amount) {
    if (size * 2 >= ids.length) {
      grow();
    }
    int mask = ids.length - 1;
    int slot = hash(id) & mask;
    while (marks[slot] != FREE) {
      slot = slot + 1 & mask;
    }
    ids[slot] = id;
    prices[slot] = price;
    amounts[slot] = amount;
    marks[slot] = (byte) (state | (side == Side.SELL ? SELL_BIT : 0));
    size++;
    count(state, 1);
    return slot;
  }

  private void count(byte state, int change) {
    resting += state == RESTS || state == FAR ? change : 0;
    outOfRange += state == OUT_OF_RANGE ? change : 0;
  }

  /** Removes a row and closes the hole, so that no search stops at it. */
  void remove(int slot) {
    count(state(slot), -1);
    int mask = ids.length - 1;
    int hole = slot;
    int next = slot;
    while (true) {
      next = next + 1 & mask;
      if (marks[next] == FREE) {
        break;
      }
      int home = hash(ids[next]) & mask;
      if ((next - home & mask) >= (next - hole & mask)) {
        ids[hole] = ids[next];
        prices[hole] = prices[next];
        amounts[hole] = amounts[next];
        marks[hole] = marks[next];
        hole = next;
      }
    }
    marks[hole] = FREE;
    size--;
  }

  void clear() {
    ids = new long[SMALLEST];
    prices = new long[SMALLEST];
    amounts = new long[SMALLEST];
    marks = new byte[SMALLEST];
    size = 0;
    resting = 0;
    outOfRange = 0;
  }

  long id(int slot) {
    return ids[slot];
  }

  long price(int slot) {
    return prices[slot];
  }

  long amount(int slot) {
    return amounts[slot];
  }

  Side side(int slot) {
    return side(marks[slot]);
  }

  private static Side side(byte mark) {
    return (mark & SELL_BIT) != 0 ? Side.SELL : Side.BUY;
  }

  byte state(int slot) {
    return (byte) (marks[slot] & STATE_BITS);
  }

  void amount(int slot, long amount) {
    amounts[slot] = amount;
  }

  void state(int slot, byte state) {
    count(state(slot), -1);
    count(state, 1);
    marks[slot] = (byte) (marks[slot] & SELL_BIT | state);
  }

  /** The largest price of all. */
  long farthestPrice() {
    long farthest = 0;
    for (int slot = 0; slot < ids.length; slot++) {
      farthest = marks[slot] == FREE ? farthest : Math.max(farthest, prices[slot]);
    }
    return farthest;
  }

  /** The largest amount of all. */
  long largestAmount() {
    long largest = 0;
    for (int slot = 0; slot < ids.length; slot++) {
      largest = marks[slot] == FREE ? largest : Math.max(largest, amounts[slot]);
    }
    return largest;
  }

  /** Multiplies all prices and amounts, which must fit afterwards. */
  void multiply(long priceFactor, long amountFactor) {
    for (int slot = 0; slot < ids.length; slot++) {
      if (marks[slot] != FREE) {
        prices[slot] = Math.multiplyExact(prices[slot], priceFactor);
        amounts[slot] = Math.multiplyExact(amounts[slot], amountFactor);
      }
    }
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(size);
    for (int slot = 0; slot < ids.length; slot++) {
      if (marks[slot] != FREE) {
        out.writeByte(marks[slot]);
        out.writeLong(ids[slot]);
        StateFormat.writeNumber(out, prices[slot]);
        StateFormat.writeNumber(out, amounts[slot]);
      }
    }
  }

  void read(DataInput in) throws IOException {
    clear();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      byte mark = in.readByte();
      long id = in.readLong();
      long price = StateFormat.readNumber(in);
      long amount = StateFormat.readNumber(in);
      add(id, side(mark), (byte) (mark & STATE_BITS), price, amount);
    }
  }

  private void grow() {
    OrderTable larger = new OrderTable();
    int slots = ids.length * 2;
    larger.ids = new long[slots];
    larger.prices = new long[slots];
    larger.amounts = new long[slots];
    larger.marks = new byte[slots];
    for (int slot = 0; slot < ids.length; slot++) {
      if (marks[slot] != FREE) {
        larger.add(ids[slot], side(slot), state(slot), prices[slot], amounts[slot]);
      }
    }
    ids = larger.ids;
    prices = larger.prices;
    amounts = larger.amounts;
    marks = larger.marks;
  }

  private static int hash(long id) {
    long mixed = id * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32 ^ mixed >>> 15);
  }
}
