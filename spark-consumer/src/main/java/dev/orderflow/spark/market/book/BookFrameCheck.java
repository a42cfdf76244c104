package dev.orderflow.spark.market.book;

import dev.orderflow.spark.market.MarketEvent.Level;
import dev.orderflow.spark.market.MarketEvent.Levels;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares the book's levels with frames of {@code order_book} and {@code diff_order_book}, which
 * the exchange cuts from its own book.
 *
 * <p>A frame's time is a microsecond, an order event's a millisecond, and frames come later than
 * the events they contain. So the levels' last changes are kept for a while, and a level agrees
 * where the frame's amount is one that it had at some moment of the frame's millisecond. Nothing is
 * kept before the first frame: whoever does not subscribe to books pays nothing.
 */
public final class BookFrameCheck implements OrderBook.LevelWatch {

  /**
   * What a frame said.
   *
   * @param micros the frame's time
   * @param levels levels compared
   * @param equal those that agreed
   */
  public record Comparison(long micros, int levels, int equal) {
    /** Whether all agreed. */
    public boolean isEqual() {
      return levels == equal;
    }
  }

  private static final long KEPT_MILLIS = 2_000;
  private static final int MAX_CHANGES = 16_384;
  private static final int MAX_WAITING = 16;
  private static final long MILLISECOND = 1_000;

  /** A level's amount before it changed in a millisecond. */
  private record Change(long millis, Side side, long price, long before) {}

  private final int depth;
  private final ArrayDeque<Change> changes = new ArrayDeque<>();
  private final ArrayDeque<Levels> waiting = new ArrayDeque<>();
  private boolean active;
  private long now = -1;

  /** Changes of earlier milliseconds than this one are not known. */
  private long knownFrom = Long.MAX_VALUE;

  private int priceScale;
  private int amountScale;

  BookFrameCheck(int depth) {
    this.depth = depth;
  }

  @Override
  public boolean isWatching() {
    return active;
  }

  @Override
  public void changing(Side side, long price, long before) {
    changes.addLast(new Change(now, side, price, before));
    if (changes.size() > MAX_CHANGES) {
      knownFrom = Math.max(knownFrom, changes.removeFirst().millis() + 1);
    }
  }

  /** What comes belongs to a millisecond. */
  void at(long millis) {
    now = millis;
    while (!changes.isEmpty() && changes.peekFirst().millis() < millis - KEPT_MILLIS) {
      knownFrom = Math.max(knownFrom, changes.removeFirst().millis() + 1);
    }
  }

  /** The book is another from here on. */
  void forget() {
    changes.clear();
    waiting.clear();
    knownFrom = Long.MAX_VALUE;
  }

  /** Takes a frame while the book is valid. */
  void take(OrderBook book, Levels levels, long instant, BookListener listener) {
    active = true;
    now = instant;
    rescaled(book);
    if (knownFrom == Long.MAX_VALUE) {
      knownFrom = instant + 1;
    }
    long millis = levels.micros() / MILLISECOND;
    if (millis >= instant) {
      waiting.addLast(levels);
      if (waiting.size() > MAX_WAITING) {
        waiting.removeFirst();
      }
    } else if (millis >= knownFrom) {
      listener.onFrameCompared(compare(book, levels));
    }
  }

  /** Compares frames whose millisecond is over now. */
  void compareDue(OrderBook book, long next, BookListener listener) {
    if (!waiting.isEmpty()) {
      rescaled(book);
      for (Levels levels : List.copyOf(waiting)) {
        long millis = levels.micros() / MILLISECOND;
        if (millis < next) {
          waiting.remove(levels);
          if (millis >= knownFrom) {
            listener.onFrameCompared(compare(book, levels));
          }
        }
      }
    }
  }

  /** Amounts kept in other units than the book's are of no use. */
  private void rescaled(OrderBook book) {
    if (book.prices().scale() != priceScale || book.amounts().scale() != amountScale) {
      changes.clear();
      knownFrom = now + 1;
      priceScale = book.prices().scale();
      amountScale = book.amounts().scale();
    }
  }

  private Comparison compare(OrderBook book, Levels levels) {
    int compared = 0;
    int equal = 0;
    for (Side side : Side.values()) {
      List<Level> theirs = side == Side.SELL ? levels.asks() : levels.bids();
      Map<Long, List<Long>> during =
          amountsDuring(book.ladder(side), levels.micros() / MILLISECOND, side);
      if (levels.whole()) {
        theirs = theirs.subList(0, Math.min(depth, theirs.size()));
        int extra = missing(book.ladder(side), book.prices(), theirs, during);
        compared += extra;
      }
      for (Level level : theirs) {
        compared++;
        equal += agrees(book, side, level, during) ? 1 : 0;
      }
    }
    return new Comparison(levels.micros(), compared, equal);
  }

  /** Levels of the book that the frame lacks although they are better than its last. */
  private static int missing(
      BookLadder ours, FixedPoint prices, List<Level> theirs, Map<Long, List<Long>> during) {
    if (theirs.isEmpty()) {
      return 0;
    }
    Set<Long> named = new HashSet<>();
    for (Level level : theirs) {
      if (prices.holds(level.price())) {
        named.add(prices.units(level.price()));
      }
    }
    Level last = theirs.get(theirs.size() - 1);
    int missing = 0;
    for (int rank = 0; rank < ours.size(); rank++) {
      long price = ours.price(rank);
      if (!prices.holds(last.price()) || !ours.isAtOrBetter(rank, prices.units(last.price()))) {
        break;
      }
      boolean wasAbsent = during.getOrDefault(price, List.of()).contains(0L);
      missing += named.contains(price) || wasAbsent ? 0 : 1;
    }
    return missing;
  }

  private static boolean agrees(
      OrderBook book, Side side, Level level, Map<Long, List<Long>> during) {
    if (!book.prices().holds(level.price()) || !book.amounts().holds(level.amount())) {
      return false;
    }
    long price = book.prices().units(level.price());
    long amount = book.amounts().units(level.amount());
    List<Long> had = during.get(price);
    return had == null ? book.ladder(side).amountAt(price) == amount : had.contains(amount);
  }

  /** For each level that changed since a millisecond began, the amounts it had during it. */
  private Map<Long, List<Long>> amountsDuring(BookLadder ladder, long millis, Side side) {
    Map<Long, List<Long>> during = new HashMap<>();
    Set<Long> closed = new HashSet<>();
    for (Change change : changes) {
      if (change.millis() < millis || change.side() != side || closed.contains(change.price())) {
        continue;
      }
      during.computeIfAbsent(change.price(), price -> new ArrayList<>()).add(change.before());
      if (change.millis() > millis) {
        closed.add(change.price());
      }
    }
    during.forEach(
        (price, amounts) -> {
          if (!closed.contains(price)) {
            amounts.add(ladder.amountAt(price));
          }
        });
    return during;
  }

  void write(DataOutput out) throws IOException {
    out.writeBoolean(active);
    out.writeLong(now);
    out.writeLong(knownFrom);
    out.writeByte(priceScale);
    out.writeByte(amountScale);
    out.writeInt(changes.size());
    for (Change change : changes) {
      out.writeLong(change.millis());
      out.writeBoolean(change.side() == Side.SELL);
      StateFormat.writeNumber(out, change.price());
      StateFormat.writeNumber(out, change.before());
    }
    out.writeInt(waiting.size());
    for (Levels levels : waiting) {
      out.writeLong(levels.micros());
      out.writeBoolean(levels.whole());
      write(out, levels.bids());
      write(out, levels.asks());
    }
  }

  void read(DataInput in) throws IOException {
    changes.clear();
    waiting.clear();
    active = in.readBoolean();
    now = in.readLong();
    knownFrom = in.readLong();
    priceScale = in.readByte();
    amountScale = in.readByte();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      changes.add(
          new Change(
              in.readLong(),
              in.readBoolean() ? Side.SELL : Side.BUY,
              StateFormat.readNumber(in),
              StateFormat.readNumber(in)));
    }
    int frames = in.readInt();
    for (int i = 0; i < frames; i++) {
      waiting.add(new Levels(in.readLong(), in.readBoolean(), readLevels(in), readLevels(in)));
    }
  }

  private static void write(DataOutput out, List<Level> levels) throws IOException {
    out.writeInt(levels.size());
    for (Level level : levels) {
      StateFormat.writeDecimal(out, level.price());
      StateFormat.writeDecimal(out, level.amount());
    }
  }

  private static List<Level> readLevels(DataInput in) throws IOException {
    int count = in.readInt();
    List<Level> levels = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      levels.add(new Level(StateFormat.readDecimal(in), StateFormat.readDecimal(in)));
    }
    return levels;
  }
}
