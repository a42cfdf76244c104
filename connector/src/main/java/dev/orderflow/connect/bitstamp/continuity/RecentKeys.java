package dev.orderflow.connect.bitstamp.continuity;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The newest keys written, with their event times; bounded, so the oldest are forgotten. */
final class RecentKeys {

  private final int capacity;
  private final NavigableMap<Long, Long> microsByKey = new TreeMap<>();
  private long forgottenUpTo = Long.MIN_VALUE;

  RecentKeys(int capacity) {
    this.capacity = capacity;
  }

  void add(long key, long micros) {
    microsByKey.put(key, micros);
    if (microsByKey.size() > capacity) {
      forgottenUpTo = Math.max(forgottenUpTo, microsByKey.pollFirstEntry().getKey());
    }
  }

  /** The largest key that was forgotten: up to it, nothing is known. */
  long forgottenUpTo() {
    return forgottenUpTo;
  }

  boolean contains(long key) {
    return microsByKey.containsKey(key);
  }

  /** The time of a key; empty when it is not known. */
  Optional<Long> micros(long key) {
    return Optional.ofNullable(microsByKey.get(key));
  }

  long countAbove(long key) {
    return microsByKey.tailMap(key, false).size();
  }

  void clear() {
    microsByKey.clear();
    forgottenUpTo = Long.MIN_VALUE;
  }

  /** The smallest key still known; empty when none is. */
  Optional<Long> oldest() {
    return Optional.ofNullable(microsByKey.firstEntry()).map(Map.Entry::getKey);
  }

  Optional<Map.Entry<Long, Long>> before(long key) {
    return Optional.ofNullable(microsByKey.lowerEntry(key));
  }

  Optional<Map.Entry<Long, Long>> after(long key) {
    return Optional.ofNullable(microsByKey.higherEntry(key));
  }
}
