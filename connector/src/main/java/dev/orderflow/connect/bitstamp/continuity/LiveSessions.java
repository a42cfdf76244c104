package dev.orderflow.connect.bitstamp.continuity;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which sessions carry a channel now, and how far each has come.
 *
 * @param <K> what the channel's events are ordered by
 */
final class LiveSessions<K extends Comparable<K>> {

  private final Map<Long, Progress<K>> sessions = new HashMap<>();
  private long newest;

  /** A session begins to carry the channel; whether it is the only one. */
  boolean started(long session) {
    boolean alone = sessions.isEmpty();
    newest = session;
    sessions.put(session, new Progress<>());
    return alone;
  }

  /** A session ceases to; whether none is left. */
  boolean ended(long session) {
    return sessions.remove(session) != null && sessions.isEmpty();
  }

  /** Sessions that carry the channel now. */
  int count() {
    return sessions.size();
  }

  /** The session that began to carry the channel last: over it a silence is noticed. */
  long newest() {
    return newest;
  }

  boolean carries(long session) {
    return sessions.containsKey(session);
  }

  /** A session delivered an event; one that does not carry the channel yet is not waited for. */
  void reached(long session, K key) {
    Progress<K> progress = sessions.get(session);
    if (progress != null && (progress.stalled || progress.isBefore(key))) {
      progress.key = Optional.of(key);
      progress.stalled = false;
    }
  }

  /** Whether a session that is not stalled may yet deliver an event before the given one. */
  boolean mayYetDeliverBefore(K key) {
    return sessions.values().stream()
        .anyMatch(progress -> !progress.stalled && progress.isBefore(key));
  }

  /**
   * An event was awaited for long enough: sessions that have not come as far are not waited for
   * again until they deliver something.
   */
  void giveUpBefore(K key) {
    sessions.values().stream()
        .filter(progress -> progress.isBefore(key))
        .forEach(progress -> progress.stalled = true);
  }

  /** Changed in place: every frame changes one. */
  private static final class Progress<K extends Comparable<K>> {

    private Optional<K> key = Optional.empty();
    private boolean stalled;

    boolean isBefore(K other) {
      return key.isEmpty() || key.get().compareTo(other) < 0;
    }
  }
}
