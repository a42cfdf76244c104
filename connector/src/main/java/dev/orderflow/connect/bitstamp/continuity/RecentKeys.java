package dev.orderflow.connect.bitstamp.continuity;

import java.util.TreeSet;

/** The newest keys written; bounded, so the oldest are forgotten. */
final class RecentKeys {

  private final int capacity;
  private final TreeSet<Long> keys = new TreeSet<>();

  RecentKeys(int capacity) {
    this.capacity = capacity;
  }

  void add(long key) {
    if (keys.add(key) && keys.size() > capacity) {
      keys.pollFirst();
    }
  }

  boolean contains(long key) {
    return keys.contains(key);
  }
}
