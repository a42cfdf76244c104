package dev.orderflow.connect.bitstamp.continuity;

import java.util.Locale;
import java.util.OptionalLong;

/** What broke the continuity of a channel. */
public enum GapReason {
  /** Events were missing or out of order inside one session. */
  CHAIN_BROKEN,
  /** The events before and after came over different sessions. */
  RECONNECTED,
  /** The events before were written by an earlier task. */
  RESTARTED,
  /** A comparison with the exchange's list found events that never came. */
  AUDIT,
  /** Events were handed over, but refused by the topic or dropped by a transformation. */
  NOT_WRITTEN,
  /** The channel was silent, and the exchange was asked whether it should be. */
  SILENCE,
  /** An earlier task left it, longer ago than is repaired. */
  TOO_OLD;

  /** The reason as records spell it, such as {@code chain-broken}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The reason of that label.
   *
   * @throws IllegalArgumentException when there is none
   */
  static GapReason of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  static GapReason between(OptionalLong sessionBefore, long sessionAfter) {
    if (sessionBefore.isEmpty()) {
      return RESTARTED;
    }
    return sessionBefore.getAsLong() == sessionAfter ? CHAIN_BROKEN : RECONNECTED;
  }
}
