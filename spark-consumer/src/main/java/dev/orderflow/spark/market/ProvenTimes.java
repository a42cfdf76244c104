package dev.orderflow.spark.market;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Times of which a channel's events are proven to be in the topic. A proof repeats what an earlier
 * one of the same beginning said and goes further; what is declared missing later takes it back.
 */
public final class ProvenTimes {

  private static final int MOST = 1_024;

  /** Everything after the key and up to this time. */
  private record Range(long until, ProvenBy by) {}

  private final TreeMap<Long, Range> byFrom = new TreeMap<>();

  /** Nothing is proven. */
  public ProvenTimes() {}

  /**
   * Everything after one time and up to another is proven. What overlaps becomes one range; two
   * that only meet do not, because something may be missing where they do.
   */
  public void add(long from, long until, ProvenBy by) {
    if (from >= until) {
      return;
    }
    long start = from;
    Range whole = new Range(until, by);
    Map.Entry<Long, Range> range = byFrom.lowerEntry(until);
    while (range != null && range.getValue().until() > from) {
      byFrom.remove(range.getKey());
      whole = joined(range.getKey(), range.getValue(), start, whole);
      start = Math.min(start, range.getKey());
      range = byFrom.lowerEntry(range.getKey());
    }
    byFrom.put(start, whole);
    if (byFrom.size() > MOST) {
      byFrom.pollFirstEntry();
    }
  }

  /** Two that overlap as one; where one holds all of the other, it is that one. */
  private static Range joined(long from, Range range, long start, Range whole) {
    if (start <= from && whole.until() >= range.until()) {
      return whole;
    }
    if (from <= start && range.until() >= whole.until()) {
      return range;
    }
    ProvenBy weaker = range.by().compareTo(whole.by()) > 0 ? range.by() : whole.by();
    return new Range(Math.max(range.until(), whole.until()), weaker);
  }

  /** Nothing between two times, both included, is proven any more. */
  public void remove(long from, long to) {
    Map.Entry<Long, Range> range = byFrom.lowerEntry(to);
    while (range != null && range.getValue().until() > from) {
      byFrom.remove(range.getKey());
      if (range.getKey() < from) {
        byFrom.put(range.getKey(), new Range(from, range.getValue().by()));
      }
      if (range.getValue().until() > to) {
        byFrom.put(to, range.getValue());
      }
      range = byFrom.lowerEntry(range.getKey());
    }
  }

  /** What proves all of {@code start <= time < end}; empty where nothing does. */
  public Optional<ProvenBy> by(long start, long end) {
    Map.Entry<Long, Range> range = byFrom.lowerEntry(start);
    return range == null || range.getValue().until() < end
        ? Optional.empty()
        : Optional.of(range.getValue().by());
  }

  /** Until when everything at a time and after it is proven; empty where nothing at it is. */
  public OptionalLong until(long start) {
    Map.Entry<Long, Range> range = byFrom.lowerEntry(start);
    return range == null || range.getValue().until() < start
        ? OptionalLong.empty()
        : OptionalLong.of(range.getValue().until());
  }

  /** Forgets the ranges that ended before that time. */
  public void forgetBefore(long time) {
    while (!byFrom.isEmpty() && byFrom.firstEntry().getValue().until() < time) {
      byFrom.pollFirstEntry();
    }
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    out.writeInt(byFrom.size());
    for (Map.Entry<Long, Range> range : byFrom.entrySet()) {
      StateFormat.writeNumber(out, range.getKey());
      StateFormat.writeNumber(out, range.getValue().until());
      out.writeByte(range.getValue().by().ordinal());
    }
  }

  /** Reads a state that {@link #write} wrote, in place of this one. */
  public void read(DataInput in) throws IOException {
    byFrom.clear();
    for (int left = in.readInt(); left > 0; left--) {
      byFrom.put(
          StateFormat.readNumber(in),
          new Range(StateFormat.readNumber(in), ProvenBy.values()[in.readByte()]));
    }
  }
}
