package dev.orderflow.connect.bitstamp.continuity;

import java.util.HashMap;
import java.util.Map;

/** When each session last brought a frame of any channel, microseconds since the epoch. */
final class HeardSessions {

  private final Map<Long, Long> lastAt = new HashMap<>();

  /** A frame came. */
  void heard(long session, long at) {
    lastAt.put(session, at);
  }

  /** Whether a session brought anything at that time or later. */
  boolean isHeardSince(long session, long at) {
    return lastAt.getOrDefault(session, Long.MIN_VALUE) >= at;
  }

  /** A session ended. */
  void ended(long session) {
    lastAt.remove(session);
  }
}
