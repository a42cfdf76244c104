package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Whether the sessions of a channel without a chain have carried it without a break.
 *
 * <p>A session vouches for its frames once it is known that nothing was published between what came
 * before it and its own first frame: because it brought something that was written already; because
 * a session that vouches has come as far as its first frame; or, before it has brought one, because
 * such a session was closed in order later, with everything that had been sent over it. Being open
 * at the same time proves nothing: the older one may have fallen silent long ago.
 */
final class Coverage {

  private final Set<Long> subscribed = new HashSet<>();
  private final Map<Long, Delivered> sessions = new HashMap<>();
  private final Set<Long> vouching = new HashSet<>();
  private final Set<Long> endedVouching = new HashSet<>();

  /** A session begins to carry the channel. */
  void subscribed(long session) {
    subscribed.add(session);
  }

  /** A session brought a frame; {@code written} is the key of the newest one written. */
  void delivered(long session, long key, long written) {
    sessions.merge(
        session,
        new Delivered(key, key),
        (before, one) -> new Delivered(Math.min(before.first, key), Math.max(before.newest, key)));
    if (key <= written) {
      vouching.add(session);
    }
    spread();
  }

  /** A session ended; frames of it may still be held back. */
  void ended(FeedEvent.Ended event) {
    long session = event.session();
    if (vouching.contains(session)) {
      if (event.complete()) {
        vouching.addAll(subscribed);
      }
      spread();
      vouching.remove(session);
      endedVouching.add(session);
    }
    sessions.remove(session);
    subscribed.remove(session);
  }

  /** No frame of a session that ended is held back any more. */
  void forgetEnded() {
    endedVouching.clear();
  }

  /** Whether no session vouches for what comes next. */
  boolean isBroken() {
    return vouching.isEmpty();
  }

  /** Whether a frame of the session, the next in order, follows what was written. */
  boolean vouchedFor(long session) {
    return vouching.contains(session) || endedVouching.contains(session);
  }

  /** What was missed before a session's frame has been declared, or there was nothing before. */
  void vouch(long session) {
    if (sessions.containsKey(session)) {
      vouching.add(session);
      spread();
    } else {
      endedVouching.add(session);
    }
  }

  /** Whoever began before a vouching session's newest frame vouches too; and so on. */
  private void spread() {
    OptionalLong farthest = farthest();
    OptionalLong before;
    do {
      before = farthest;
      long newest = before.orElse(Long.MIN_VALUE);
      sessions.forEach(
          (session, delivered) -> {
            if (delivered.first <= newest) {
              vouching.add(session);
            }
          });
      farthest = farthest();
    } while (!farthest.equals(before));
  }

  private OptionalLong farthest() {
    return vouching.stream()
        .map(sessions::get)
        .filter(Objects::nonNull)
        .mapToLong(Delivered::newest)
        .max();
  }

  /** The first in order and the newest frame that a session brought. */
  private record Delivered(long first, long newest) {}
}
