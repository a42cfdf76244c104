package dev.orderflow.spark.market.candle;

import dev.orderflow.spark.market.ChannelCoverage;
import dev.orderflow.spark.market.Interval;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The candles of one interval that may still change: which periods have one, and what a period
 * without trades takes over from the one before it.
 *
 * <p>Candles that a call changes are added to a collection that the caller passes. One thread at a
 * time.
 */
final class IntervalCandles {

  /** Candles without trades made at once, the newest; a day of seconds. */
  private static final long MOST_EMPTY = 86_400;

  private static final long NONE = Long.MIN_VALUE;

  private final Interval interval;
  private final boolean flat;
  private final TreeMap<Long, OpenCandle> open = new TreeMap<>();
  private Optional<FinalClose> finalClose = Optional.empty();

  /**
   * No candle yet.
   *
   * @param interval how long each is
   * @param flat whether a period without trades has a candle at the close before it
   */
  IntervalCandles(Interval interval, boolean flat) {
    this.interval = interval;
    this.flat = flat;
  }

  /** How many there are. */
  int size() {
    return open.size();
  }

  /** The candle that a time falls into, made where there was none; microseconds. */
  OpenCandle of(long micros) {
    return open.computeIfAbsent(interval.startOf(micros), this::newCandle);
  }

  private OpenCandle newCandle(long start) {
    OpenCandle candle = new OpenCandle(interval, start);
    if (flat) {
      closeBefore(start).ifPresent(candle::carry);
    }
    return candle;
  }

  private Optional<BigDecimal> closeBefore(long start) {
    Map.Entry<Long, OpenCandle> before = open.lowerEntry(start);
    return before == null ? finalClose.map(FinalClose::price) : before.getValue().close();
  }

  /**
   * The start of the oldest candle that is not final.
   *
   * @param finalBefore candles that end here or before are final, microseconds
   */
  long firstOpen(long finalBefore) {
    return interval.startOf(Math.max(0, finalBefore));
  }

  /** A changed close goes on into the candles behind it that have no trades of their own. */
  void carryOn(OpenCandle from, Collection<OpenCandle> changed) {
    if (!flat) {
      return;
    }
    for (OpenCandle next : open.tailMap(from.start(), false).values()) {
      if (from.close().map(next::carry).orElse(false) && !next.hasTrades()) {
        changed.add(next);
      }
      if (next.hasTrades()) {
        return;
      }
    }
  }

  /**
   * Makes the candles that a hole overlaps, and tells them all as changed.
   *
   * @param from where the hole begins, microseconds
   * @param to where it ends
   * @param now until when the market has been seen: a later period gets its candle when it is over
   * @param finalBefore candles that end here or before are final
   */
  void hole(long from, long to, long now, long finalBefore, Collection<OpenCandle> changed) {
    long first = Math.max(interval.startOf(Math.max(0, from)), firstOpen(finalBefore));
    long end = Math.min(to, interval.startOf(now));
    first = newest(first, end);
    for (long start = first; start < end; start += interval.micros()) {
      of(start);
    }
    if (first < to) {
      touch(first, to, changed);
    }
  }

  /** Tells the candles that begin in {@code from <= time < to} as changed. */
  private void touch(long from, long to, Collection<OpenCandle> changed) {
    for (OpenCandle candle : open.subMap(from, true, to, false).values()) {
      candle.touch();
      changed.add(candle);
    }
  }

  /** Tells the candles that are over and of which something else is proven than their rows say. */
  void proven(
      long from, long until, long now, ChannelCoverage coverage, Collection<OpenCandle> changed) {
    for (OpenCandle candle :
        open.subMap(interval.startOf(Math.max(0, from)), true, until, false).values()) {
      if (candle.end() <= now
          && candle.isProvenAnew(coverage.provenBy(candle.start(), candle.end()))) {
        changed.add(candle);
      }
    }
  }

  /** What was missing between two times is not any more. */
  void repaired(long from, long to, long finalBefore, Collection<OpenCandle> changed) {
    long first = Math.max(interval.startOf(Math.max(0, from)), firstOpen(finalBefore));
    if (first < to) {
      touch(first, to, changed);
    }
  }

  /**
   * Tells the candles of the periods that are over now, and makes those that have no trades.
   *
   * @param before until when the market had been read, microseconds
   * @param now until when it has been read now
   */
  void end(long before, long now, ChannelCoverage coverage, Collection<OpenCandle> changed) {
    long from = interval.startOf(before);
    long to = interval.startOf(now);
    if (from == to) {
      return;
    }
    boolean always = flat && closeBefore(to).isPresent();
    if (always || coverage.missingWithin(from, to) > 0) {
      for (long start = newest(from, to); start < to; start += interval.micros()) {
        if (!open.containsKey(start)
            && (always || coverage.missingWithin(start, start + interval.micros()) > 0)) {
          of(start);
        }
      }
    }
    touch(from, to, changed);
  }

  /** Where to begin, so that not more candles are made at once than memory is meant for. */
  private long newest(long from, long to) {
    return interval.startOf(Math.max(0, Math.max(from, to - MOST_EMPTY * interval.micros())));
  }

  /** Hands over the candles that are final, the oldest first, and keeps them no longer. */
  void finish(long finalBefore, Consumer<OpenCandle> out) {
    while (!open.isEmpty() && open.firstEntry().getValue().end() <= finalBefore) {
      OpenCandle candle = open.pollFirstEntry().getValue();
      candle
          .close()
          .ifPresent(close -> finalClose = Optional.of(new FinalClose(candle.start(), close)));
      out.accept(candle);
    }
  }

  /** Writes the candles, and which of them are among the changed ones. */
  void write(DataOutput out, Collection<OpenCandle> changed) throws IOException {
    out.writeLong(finalClose.map(FinalClose::start).orElse(NONE));
    out.writeUTF(finalClose.map(close -> close.price().toString()).orElse(""));
    out.writeInt(open.size());
    for (OpenCandle candle : open.values()) {
      candle.write(out);
      out.writeBoolean(changed.contains(candle));
    }
  }

  /** Reads what {@link #write} wrote. */
  void read(DataInput in, Collection<OpenCandle> changed) throws IOException {
    long start = in.readLong();
    String price = in.readUTF();
    if (!price.isEmpty()) {
      finalClose = Optional.of(new FinalClose(start, new BigDecimal(price)));
    }
    for (int left = in.readInt(); left > 0; left--) {
      OpenCandle candle = OpenCandle.read(interval, in);
      open.put(candle.start(), candle);
      if (in.readBoolean()) {
        changed.add(candle);
      }
    }
  }

  private record FinalClose(long start, BigDecimal price) {}
}
