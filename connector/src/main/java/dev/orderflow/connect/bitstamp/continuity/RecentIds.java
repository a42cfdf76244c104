package dev.orderflow.connect.bitstamp.continuity;

import java.util.LinkedHashSet;
import java.util.Set;

/** The ids of the order events written last; bounded, so the oldest are forgotten. */
final class RecentIds {

  private static final int REMEMBERED = 20_000;

  private final Set<String> ids = new LinkedHashSet<>();

  void add(String id) {
    ids.add(id);
    if (ids.size() > REMEMBERED) {
      ids.remove(ids.iterator().next());
    }
  }

  boolean contains(String id) {
    return ids.contains(id);
  }
}
