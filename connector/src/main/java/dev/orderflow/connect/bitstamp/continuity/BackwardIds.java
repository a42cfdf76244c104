package dev.orderflow.connect.bitstamp.continuity;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Tells an exchange whose event ids have gone back from mere duplicates.
 *
 * <p>A duplicate is known, because its event was written not long ago. When for a while nothing can
 * be written and many events come that are below the last one written but are not known, the
 * exchange counts anew; to go on dropping them would lose the stream silently.
 */
final class BackwardIds {

  private static final int REMEMBERED = 20_000;
  private static final int ENOUGH = 100;
  private static final long LONG_ENOUGH_NANOS = Duration.ofSeconds(5).toNanos();

  private final Set<String> recent = new LinkedHashSet<>();
  private int unknown;
  private long since;

  /** An event was written. */
  void advanced(String id) {
    recent.add(id);
    if (recent.size() > REMEMBERED) {
      recent.remove(recent.iterator().next());
    }
    unknown = 0;
  }

  /** An event came that is not above the last one written. */
  void written(String id, long now) {
    if (!recent.contains(id)) {
      since = unknown == 0 ? now : since;
      unknown++;
    }
  }

  /** Whether the ids have gone back beyond doubt. */
  boolean isCertain(long now) {
    return unknown >= ENOUGH && now - since >= LONG_ENOUGH_NANOS;
  }
}
