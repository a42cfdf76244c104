package dev.orderflow.simulator.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The newest entries of a log. Entries have positions from 0 on; above the capacity, each new entry
 * makes the oldest one forgotten.
 *
 * @param <T> what an entry is
 */
public final class EventLog<T> {
  private final int capacity;
  private final List<T> ring = new ArrayList<>();
  private long end;

  /** Creates an empty log that keeps so many entries. */
  public EventLog(long capacity) {
    this.capacity = Math.toIntExact(capacity);
  }

  /** Adds an entry. */
  public void add(T entry) {
    if (ring.size() < capacity) {
      ring.add(entry);
    } else {
      ring.set((int) (end % capacity), entry);
    }
    end++;
  }

  /** The position after the newest entry, which is also how many there ever were. */
  public long end() {
    return end;
  }

  /** The position of the oldest entry that is still known. */
  public long first() {
    return end - ring.size();
  }

  /**
   * An entry that is still known.
   *
   * @throws IndexOutOfBoundsException where it is forgotten or there is none yet
   */
  public T get(long position) {
    if (position < first() || position >= end) {
      throw new IndexOutOfBoundsException(
          "position " + position + " is none of " + first() + " to " + (end - 1));
    }
    return ring.get((int) (position % capacity));
  }

  /** The entries that are still known from a position on, oldest first. */
  public List<T> from(long position) {
    List<T> entries = new ArrayList<>();
    for (long at = Math.max(position, first()); at < end; at++) {
      entries.add(get(at));
    }
    return entries;
  }

  /**
   * The position of the first known entry that passes a test, which all after it pass too; the end
   * where none does.
   */
  public long firstThat(Predicate<T> test) {
    long low = first();
    long high = end;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (test.test(get(middle))) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
