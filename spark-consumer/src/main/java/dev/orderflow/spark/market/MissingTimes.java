package dev.orderflow.spark.market;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Times of which something is missing, and why; microseconds, the end excluded. A later statement
 * can take back what the connector declared missing, and nothing else.
 *
 * <p>Bounded: beyond {@link #MOST} ranges the two oldest become one, so that times may be called
 * missing too long and never too short.
 */
public final class MissingTimes {

  private static final int MOST = 1_024;

  private record Range(long from, long to, Reason reason) {
    static final Comparator<Range> ORDER =
        Comparator.comparingLong(Range::from)
            .thenComparingLong(Range::to)
            .thenComparing(Range::reason);

    boolean overlaps(long start, long end) {
      return from < end && to > start;
    }
  }

  private final TreeSet<Range> ranges = new TreeSet<>(Range.ORDER);

  /** All of them, whatever the reason. */
  private TimeRanges all = new TimeRanges();

  /** Nothing is missing. */
  public MissingTimes() {}

  /** Adds {@code from <= time < to}; nothing where that is empty. */
  public void add(long from, long to, Reason reason) {
    if (from >= to) {
      return;
    }
    ranges.add(new Range(from, to, reason));
    all.add(from, to);
    if (ranges.size() > MOST) {
      Range first = ranges.pollFirst();
      Range second = ranges.pollFirst();
      ranges.add(
          new Range(
              first.from(),
              Math.max(first.to(), second.to()),
              lasting(first.reason(), second.reason())));
      unite();
    }
  }

  /** Of the reasons of two ranges one that no later statement takes back, if there is one. */
  private static Reason lasting(Reason one, Reason other) {
    boolean isFirst = other == Reason.GAP || one != Reason.GAP && one.compareTo(other) < 0;
    return isFirst ? one : other;
  }

  /**
   * What was declared missing within {@code from <= time < to} is not, after all.
   *
   * @return whether that changed anything
   */
  public boolean repair(long from, long to) {
    boolean changed =
        ranges.removeIf(
            range -> range.reason() == Reason.GAP && range.from() >= from && range.to() <= to);
    if (changed) {
      unite();
    }
    return changed;
  }

  private void unite() {
    all = new TimeRanges();
    ranges.forEach(range -> all.add(range.from(), range.to()));
  }

  /** How much of {@code from <= time < to} is missing, microseconds. */
  public long within(long from, long to) {
    return all.within(from, to);
  }

  /** How much of {@code from <= time < to} is missing in one or the other, microseconds. */
  static long within(MissingTimes one, MissingTimes other, long from, long to) {
    if (one.within(from, to) == 0 || other.within(from, to) == 0) {
      return one.within(from, to) + other.within(from, to);
    }
    TimeRanges both = new TimeRanges();
    one.ranges.forEach(range -> both.add(range.from(), range.to()));
    other.ranges.forEach(range -> both.add(range.from(), range.to()));
    return both.within(from, to);
  }

  /** All of them as they are now, whatever the reason. */
  public TimeRanges times() {
    return all.with(new TimeRanges());
  }

  /** Why something of {@code from <= time < to} is missing; empty where nothing is. */
  public Optional<Reason> reason(long from, long to) {
    if (within(from, to) == 0) {
      return Optional.empty();
    }
    return ranges.stream()
        .filter(range -> range.overlaps(from, to))
        .map(Range::reason)
        .min(Comparator.naturalOrder());
  }

  /** Forgets the ranges that ended at that time or before, but not since when anything is known. */
  public void forgetBefore(long time) {
    if (ranges.removeIf(range -> range.to() <= time && range.from() != ChannelCoverage.NEVER)) {
      unite();
    }
  }

  /** Writes the ranges into a state. */
  public void write(DataOutput out) throws IOException {
    out.writeInt(ranges.size());
    for (Range range : ranges) {
      StateFormat.writeNumber(out, range.from());
      StateFormat.writeNumber(out, range.to());
      out.writeByte(range.reason().ordinal());
    }
  }

  /** Reads ranges in place of these. */
  public void read(DataInput in) throws IOException {
    ranges.clear();
    for (int left = in.readInt(); left > 0; left--) {
      ranges.add(
          new Range(
              StateFormat.readNumber(in),
              StateFormat.readNumber(in),
              Reason.values()[in.readByte()]));
    }
    unite();
  }
}
