package dev.orderflow.spark.market.book;

import dev.orderflow.spark.market.Side;
import java.util.Arrays;

/**
 * The price levels of one side, sorted, in flat arrays with the best level last.
 *
 * <p>Almost every event concerns a price near the touch, so that an insertion moves few elements,
 * and a walk from the touch outwards reads memory in order.
 *
 * <p>Inside, a price is a key that rises towards the touch: the price itself for bids, its negative
 * for asks.
 */
final class BookLadder {

  private static final int SMALLEST = 64;

  private final boolean asks;
  private long[] keys = new long[SMALLEST];
  private long[] amounts = new long[SMALLEST];
  private int[] counts = new int[SMALLEST];
  private int size;

  BookLadder(Side side) {
    asks = side == Side.SELL;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Price of the level at a rank, 0 being the best. */
  long price(int rank) {
    long key = keys[size - 1 - rank];
    return asks ? -key : key;
  }

  /** Resting amount at a rank, 0 being the best. */
  long amount(int rank) {
    return amounts[size - 1 - rank];
  }

  /** Orders at a rank, 0 being the best. */
  int count(int rank) {
    return counts[size - 1 - rank];
  }

  /** Whether a price of the other side would match this side's best. */
  boolean crosses(long price) {
    return size > 0 && (asks ? -price : price) <= keys[size - 1];
  }

  /** Whether a price of this side is at or better than the limit. */
  boolean isAtOrBetter(int rank, long limit) {
    return keys[size - 1 - rank] >= (asks ? -limit : limit);
  }

  /** The resting amount at a price, zero where there is no level. */
  long amountAt(long price) {
    int at = find(asks ? -price : price);
    return at >= 0 ? amounts[at] : 0;
  }

  /**
   * An order came to rest.
   *
   * @throws ArithmeticException where the level's amount leaves the range of a long; nothing
   *     changed
   */
  void add(long price, long amount) {
    long key = asks ? -price : price;
    int at = find(key);
    if (at >= 0) {
      amounts[at] = Math.addExact(amounts[at], amount);
      counts[at]++;
      return;
    }
    at = -at - 1;
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, size * 2);
      amounts = Arrays.copyOf(amounts, size * 2);
      counts = Arrays.copyOf(counts, size * 2);
    }
    if (at < size) {
      System.arraycopy(keys, at, keys, at + 1, size - at);
      System.arraycopy(amounts, at, amounts, at + 1, size - at);
      System.arraycopy(counts, at, counts, at + 1, size - at);
    }
    keys[at] = key;
    amounts[at] = amount;
    counts[at] = 1;
    size++;
  }

  /** What remains of a resting order changed by a difference. */
  void change(long price, long difference) {
    int at = find(asks ? -price : price);
    amounts[at] = Math.addExact(amounts[at], difference);
  }

  /** A resting order left. */
  void remove(long price, long amount) {
    int at = find(asks ? -price : price);
    if (counts[at] > 1) {
      counts[at]--;
      amounts[at] -= amount;
      return;
    }
    size--;
    if (at < size) {
      System.arraycopy(keys, at + 1, keys, at, size - at);
      System.arraycopy(amounts, at + 1, amounts, at, size - at);
      System.arraycopy(counts, at + 1, counts, at, size - at);
    }
  }

  void clear() {
    size = 0;
  }

  /**
   * Makes room for the levels of many orders at once, each with nothing at it yet; {@link #add} of
   * those orders, and of no others, must follow.
   */
  void prepare(long[] prices) {
    long[] sorted = prices.clone();
    for (int i = 0; asks && i < sorted.length; i++) {
      sorted[i] = -sorted[i];
    }
    Arrays.sort(sorted);
    keys = new long[Math.max(SMALLEST, sorted.length)];
    size = 0;
    for (long key : sorted) {
      if (size == 0 || keys[size - 1] != key) {
        keys[size++] = key;
      }
    }
    amounts = new long[keys.length];
    counts = new int[keys.length];
  }

  /** The largest amount of a level. */
  long largest() {
    long largest = 0;
    for (int i = 0; i < size; i++) {
      largest = Math.max(largest, amounts[i]);
    }
    return largest;
  }

  void multiply(long priceFactor, long amountFactor) {
    for (int i = 0; i < size; i++) {
      keys[i] = Math.multiplyExact(keys[i], priceFactor);
      amounts[i] = Math.multiplyExact(amounts[i], amountFactor);
    }
  }

  private int find(long key) {
    // The touch first: most events happen there, and a miss beyond it is a new best.
    if (size == 0 || key > keys[size - 1]) {
      return -size - 1;
    }
    return Arrays.binarySearch(keys, 0, size, key);
  }
}
