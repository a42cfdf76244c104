package dev.orderflow.spark.market.candle;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The times in which trades may be missing, as spans that do not touch each other.
 *
 * <p>Bounded: beyond {@link #MOST} spans the two nearest to each other become one, which calls
 * incomplete what lies between them and never the other way round.
 */
final class Holes {

  private static final int MOST = 4_096;

  /** End of each span by its start, both microseconds, the end exclusive. */
  private final TreeMap<Long, Long> spans = new TreeMap<>();

  /** Adds {@code from <= time < to}. */
  void add(long from, long to) {
    if (from >= to) {
      return;
    }
    long start = from;
    long end = to;
    for (Map.Entry<Long, Long> near = spans.floorEntry(to);
        near != null && near.getValue() >= start;
        near = spans.floorEntry(to)) {
      start = Math.min(start, near.getKey());
      end = Math.max(end, near.getValue());
      spans.remove(near.getKey());
    }
    spans.put(start, end);
    if (spans.size() > MOST) {
      joinNearest();
    }
  }

  /** How much of {@code from <= time < to} lies in holes, microseconds. */
  long within(long from, long to) {
    long total = 0;
    Long first = spans.floorKey(from);
    for (Map.Entry<Long, Long> span :
        spans.subMap(first == null ? from : first, true, to, false).entrySet()) {
      total += Math.max(0, Math.min(to, span.getValue()) - Math.max(from, span.getKey()));
    }
    return total;
  }

  /** Forgets what ended at that time or before. */
  void forgetBefore(long time) {
    while (!spans.isEmpty() && spans.firstEntry().getValue() <= time) {
      spans.pollFirstEntry();
    }
  }

  private void joinNearest() {
    long smallest = Long.MAX_VALUE;
    Map.Entry<Long, Long> left = spans.firstEntry();
    Map.Entry<Long, Long> previous = left;
    for (Map.Entry<Long, Long> span : spans.tailMap(left.getKey(), false).entrySet()) {
      if (span.getKey() - previous.getValue() < smallest) {
        smallest = span.getKey() - previous.getValue();
        left = previous;
      }
      previous = span;
    }
    Map.Entry<Long, Long> right = spans.higherEntry(left.getKey());
    spans.remove(right.getKey());
    spans.put(left.getKey(), right.getValue());
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(spans.size());
    for (Map.Entry<Long, Long> span : spans.entrySet()) {
      out.writeLong(span.getKey());
      out.writeLong(span.getValue());
    }
  }

  void read(DataInput in) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      spans.put(in.readLong(), in.readLong());
    }
  }
}
