package dev.orderflow.connect.bitstamp.continuity;

/**
 * The ids of the order events written last; bounded, so the oldest are forgotten.
 *
 * <p>Events are written in the order of their ids, so a ring holds them sorted: to add one costs no
 * hashing, and every event written is added. When the exchange counts anew, from a lower id, the
 * ids from before are forgotten: they are above what was written since and no duplicates of it.
 */
final class RecentIds {

  private static final int REMEMBERED = 20_000;
  private static final int AT_FIRST = 256;

  private String[] ring = new String[AT_FIRST];
  private int first;
  private int size;

  void add(String id) {
    if (size > 0 && at(size - 1).compareTo(id) >= 0) {
      first = 0;
      size = 0;
    }
    if (size == REMEMBERED) {
      first = (first + 1) % ring.length;
      size--;
    } else if (size == ring.length) {
      grow();
    }
    ring[(first + size) % ring.length] = id;
    size++;
  }

  boolean contains(String id) {
    int low = 0;
    int high = size - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = at(middle).compareTo(id);
      if (order == 0) {
        return true;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return false;
  }

  private String at(int index) {
    return ring[(first + index) % ring.length];
  }

  private void grow() {
    String[] larger = new String[Math.min(REMEMBERED, 2 * ring.length)];
    for (int i = 0; i < size; i++) {
      larger[i] = at(i);
    }
    ring = larger;
    first = 0;
  }
}
