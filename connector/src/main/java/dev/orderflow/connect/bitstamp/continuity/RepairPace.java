package dev.orderflow.connect.bitstamp.continuity;

import java.util.OptionalLong;

/**
 * Whether a repair fetches events faster than the stream brings those that must be held for it.
 * Where it does not, as with a list in tiny pages, it would hold up the stream for ever longer.
 */
final class RepairPace {

  private final long periodNanos;

  /** When the period began; empty before something was fetched. */
  private OptionalLong since = OptionalLong.empty();

  private int heldThen;
  private int fetched;

  /**
   * Nothing was fetched yet.
   *
   * @param periodNanos for how long the two are compared
   */
  RepairPace(long periodNanos) {
    this.periodNanos = periodNanos;
  }

  /** Nothing is held any more. */
  void end() {
    since = OptionalLong.empty();
  }

  /** So many events were fetched, while so many frames are held. */
  void fetched(int events, int held, long now) {
    if (since.isEmpty() && events > 0) {
      begin(held, now);
    }
    fetched += events;
  }

  /** Whether in the period that ends now more frames came to be held than events were fetched. */
  boolean isTooSlow(int held, long now) {
    if (since.isEmpty() || now - since.getAsLong() < periodNanos) {
      return false;
    }
    boolean slower = fetched < held - heldThen;
    begin(held, now);
    return slower;
  }

  private void begin(int held, long now) {
    since = OptionalLong.of(now);
    heldThen = held;
    fetched = 0;
  }
}
