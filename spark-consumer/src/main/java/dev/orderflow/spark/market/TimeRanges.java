package dev.orderflow.spark.market;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set of times, kept as ranges that do not touch each other; microseconds, the end excluded.
 *
 * <p>Bounded: beyond {@link #MOST} ranges the two nearest to each other become one, so that times
 * in which something is missing may be called too long and never too short.
 */
public final class TimeRanges {

  private static final int MOST = 4_096;

  private final TreeMap<Long, Long> endByStart = new TreeMap<>();

  /** No time at all. */
  public TimeRanges() {}

  /** Adds {@code from <= time < to}; nothing where that is empty. */
  public void add(long from, long to) {
    if (from >= to) {
      return;
    }
    long start = from;
    long end = to;
    for (Map.Entry<Long, Long> near = endByStart.floorEntry(to);
        near != null && near.getValue() >= start;
        near = endByStart.floorEntry(to)) {
      start = Math.min(start, near.getKey());
      end = Math.max(end, near.getValue());
      endByStart.remove(near.getKey());
    }
    endByStart.put(start, end);
    if (endByStart.size() > MOST) {
      joinNearest();
    }
  }

  /** How much of {@code from <= time < to} lies in the ranges, microseconds. */
  public long within(long from, long to) {
    long total = 0;
    Long first = endByStart.floorKey(from);
    for (Map.Entry<Long, Long> range :
        endByStart.subMap(first == null ? from : first, true, to, false).entrySet()) {
      total += Math.max(0, Math.min(to, range.getValue()) - Math.max(from, range.getKey()));
    }
    return total;
  }

  /**
   * A range of them.
   *
   * @param from its first microsecond
   * @param to the first behind it
   */
  public record Range(long from, long to) {}

  /** The ranges that overlap {@code from <= time < to}, whole, the earliest first. */
  public List<Range> overlapping(long from, long to) {
    Long first = endByStart.floorKey(from);
    return endByStart.subMap(first == null ? from : first, true, to, false).entrySet().stream()
        .filter(range -> range.getValue() > from)
        .map(range -> new Range(range.getKey(), range.getValue()))
        .toList();
  }

  /** What lies in these and not in others, the earliest first. */
  public List<Range> without(TimeRanges others) {
    List<Range> left = new ArrayList<>();
    endByStart.forEach(
        (start, end) -> {
          long from = start;
          for (Range other : others.overlapping(start, end)) {
            if (from < other.from()) {
              left.add(new Range(from, other.from()));
            }
            from = Math.max(from, other.to());
          }
          if (from < end) {
            left.add(new Range(from, end));
          }
        });
    return left;
  }

  /** A copy of these and others. */
  public TimeRanges with(TimeRanges others) {
    TimeRanges both = new TimeRanges();
    both.endByStart.putAll(endByStart);
    others.endByStart.forEach(both::add);
    return both;
  }

  /** Forgets the ranges that ended at that time or before. */
  public void forgetBefore(long time) {
    while (!endByStart.isEmpty() && endByStart.firstEntry().getValue() <= time) {
      endByStart.pollFirstEntry();
    }
  }

  private void joinNearest() {
    long smallest = Long.MAX_VALUE;
    Map.Entry<Long, Long> left = endByStart.firstEntry();
    Map.Entry<Long, Long> previous = left;
    for (Map.Entry<Long, Long> range : endByStart.tailMap(left.getKey(), false).entrySet()) {
      if (range.getKey() - previous.getValue() < smallest) {
        smallest = range.getKey() - previous.getValue();
        left = previous;
      }
      previous = range;
    }
    Map.Entry<Long, Long> right = endByStart.higherEntry(left.getKey());
    endByStart.remove(right.getKey());
    endByStart.put(left.getKey(), right.getValue());
  }

  /**
   * Writes the ranges into a state.
   *
   * @param number how that state writes a number
   */
  public void write(DataOutput out, StateFormat.NumberWriter number) throws IOException {
    out.writeInt(endByStart.size());
    for (Map.Entry<Long, Long> range : endByStart.entrySet()) {
      number.write(out, range.getKey());
      number.write(out, range.getValue());
    }
  }

  /**
   * Reads ranges in place of these.
   *
   * @param number how that state writes a number
   */
  public void read(DataInput in, StateFormat.NumberReader number) throws IOException {
    endByStart.clear();
    for (int left = in.readInt(); left > 0; left--) {
      endByStart.put(number.read(in), number.read(in));
    }
  }
}
