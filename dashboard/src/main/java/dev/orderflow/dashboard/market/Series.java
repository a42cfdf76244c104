package dev.orderflow.dashboard.market;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * A bounded sequence of values in the order of their keys, which tells what changed since a round.
 * The lowest keys go first when it is full.
 *
 * @param <T> the values, as the page gets them
 */
final class Series<T> {

  private record Entry<T>(long round, T value) {}

  private final NavigableMap<Long, Entry<T>> entries = new TreeMap<>();
  private final LongSupplier round;
  private final int capacity;
  private long changed;

  /**
   * An empty one.
   *
   * @param round the round that changes belong to now, at least 1
   * @param capacity how many values to keep
   */
  Series(LongSupplier round, int capacity) {
    this.round = round;
    this.capacity = capacity;
  }

  /** Adds a value, or replaces the one of the same key. */
  void put(long key, T value) {
    changed = round.getAsLong();
    entries.put(key, new Entry<>(changed, value));
    if (entries.size() > capacity) {
      entries.pollFirstEntry();
    }
  }

  /** Adds a value after all others. */
  void append(T value) {
    put(entries.isEmpty() ? 0 : entries.lastKey() + 1, value);
  }

  Optional<T> get(long key) {
    return Optional.ofNullable(entries.get(key)).map(Entry::value);
  }

  int size() {
    return entries.size();
  }

  boolean changedSince(long seen) {
    return changed > seen;
  }

  /**
   * The newest values that changed after a round, lowest key first.
   *
   * @param seen the round that the reader has seen; 0 for nothing
   * @param most how many of the newest keys to look at
   */
  List<T> since(long seen, int most) {
    return entries.values().stream()
        .skip(Math.max(0, entries.size() - most))
        .filter(each -> each.round() > seen)
        .map(Entry::value)
        .toList();
  }

  /** Puts what changed into a frame, where something did. */
  void write(Map<String, Object> frame, String name, long seen, int most) {
    if (changedSince(seen)) {
      frame.put(name, since(seen, most));
    }
  }

  /** The same of all that is kept. */
  void write(Map<String, Object> frame, String name, long seen) {
    write(frame, name, seen, capacity);
  }
}
