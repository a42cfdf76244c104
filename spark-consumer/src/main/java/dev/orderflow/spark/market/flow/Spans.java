package dev.orderflow.spark.market.flow;

import dev.orderflow.spark.market.book.Binary;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Stretches of time, merged where they meet, in microseconds; the end is excluded. */
final class Spans {

  private final TreeMap<Long, Long> endByStart = new TreeMap<>();

  void add(long from, long to) {
    if (from >= to) {
      return;
    }
    long start = from;
    long end = to;
    Map.Entry<Long, Long> before = endByStart.floorEntry(from);
    if (before != null && before.getValue() >= from) {
      start = before.getKey();
      end = Math.max(end, before.getValue());
    }
    Map.Entry<Long, Long> inside = endByStart.ceilingEntry(start);
    while (inside != null && inside.getKey() <= end) {
      end = Math.max(end, inside.getValue());
      endByStart.remove(inside.getKey());
      inside = endByStart.ceilingEntry(start);
    }
    endByStart.put(start, end);
  }

  /** How much of a stretch is covered. */
  long within(long from, long to) {
    long sum = 0;
    Map.Entry<Long, Long> entry = endByStart.lowerEntry(to);
    while (entry != null && entry.getValue() > from) {
      sum += Math.min(to, entry.getValue()) - Math.max(from, entry.getKey());
      entry = endByStart.lowerEntry(entry.getKey());
    }
    return sum;
  }

  /** Forgets what ended before a time. */
  void forgetBefore(long time) {
    while (!endByStart.isEmpty() && endByStart.firstEntry().getValue() < time) {
      endByStart.pollFirstEntry();
    }
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(endByStart.size());
    for (Map.Entry<Long, Long> entry : endByStart.entrySet()) {
      Binary.writeNumber(out, entry.getKey());
      Binary.writeNumber(out, entry.getValue());
    }
  }

  void read(DataInput in) throws IOException {
    endByStart.clear();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      endByStart.put(Binary.readNumber(in), Binary.readNumber(in));
    }
  }
}
