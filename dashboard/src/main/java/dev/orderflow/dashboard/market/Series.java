package dev.orderflow.dashboard.market;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A bounded sequence of JSON values in the order of their keys, which tells what changed since a
 * round. The lowest keys go first when it is full.
 */
final class Series {

  private record Entry(long round, String json) {}

  private final NavigableMap<Long, Entry> entries = new TreeMap<>();
  private final Revision revision;
  private final int capacity;
  private long changed;

  Series(Revision revision, int capacity) {
    this.revision = revision;
    this.capacity = capacity;
  }

  /** Adds a value, or replaces the one of the same key. */
  void put(long key, String json) {
    changed = revision.current();
    entries.put(key, new Entry(changed, json));
    if (entries.size() > capacity) {
      entries.pollFirstEntry();
    }
  }

  int size() {
    return entries.size();
  }

  boolean changedSince(long round) {
    return changed > round;
  }

  /**
   * The newest values that changed after a round, lowest key first.
   *
   * @param round what the reader has seen; 0 for nothing
   * @param most how many of the newest keys to look at
   * @return a JSON array
   */
  String since(long round, int most) {
    StringBuilder json = new StringBuilder("[");
    int skip = entries.size() - most;
    for (Map.Entry<Long, Entry> each : entries.entrySet()) {
      if (skip-- <= 0 && each.getValue().round() > round) {
        json.append(json.length() == 1 ? "" : ",").append(each.getValue().json());
      }
    }
    return json.append(']').toString();
  }
}
