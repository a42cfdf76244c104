package dev.orderflow.connect.bitstamp.continuity;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Which sessions carry a channel now, and how far each has come.
 *
 * @param <K> what the channel's events are ordered by
 */
final class LiveSessions<K extends Comparable<K>> {

  /** A session that others have been ahead of for so long is not waited for any more. */
  private static final long BEHIND_NANOS = Duration.ofSeconds(2).toNanos();

  private final Map<Long, Progress<K>> sessions = new HashMap<>();

  /** A session begins to carry the channel; whether it is the only one. */
  boolean started(long session, long now) {
    boolean alone = sessions.isEmpty();
    sessions.put(session, new Progress<>(null, now));
    return alone;
  }

  /** A session ceases to; whether none is left. */
  boolean ended(long session) {
    return sessions.remove(session) != null && sessions.isEmpty();
  }

  boolean carries(long session) {
    return sessions.containsKey(session);
  }

  /** A session delivered an event. */
  void reached(long session, K key, long now) {
    Progress<K> progress = sessions.get(session);
    if (progress == null || progress.key == null || progress.key.compareTo(key) < 0) {
      sessions.put(session, new Progress<>(key, now));
    }
  }

  /** Whether a session may yet deliver an event before the given one. */
  boolean mayYetDeliverBefore(K key, long now) {
    return sessions.values().stream()
        .anyMatch(
            progress ->
                (progress.key == null || progress.key.compareTo(key) < 0)
                    && now - progress.at < BEHIND_NANOS);
  }

  int count() {
    return sessions.size();
  }

  private record Progress<K>(K key, long at) {}
}
