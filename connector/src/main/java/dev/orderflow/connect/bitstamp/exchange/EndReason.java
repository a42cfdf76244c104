package dev.orderflow.connect.bitstamp.exchange;

import java.util.Locale;

/** Why a session ended. */
public enum EndReason {
  /** The connection could not be opened, or broke. */
  CONNECTION_FAILED,
  /** The venue closed it with a close frame. */
  CLOSED_BY_VENUE,
  /** The venue asked for a reconnect and a newer session has taken over. */
  RECONNECT_REQUESTED,
  /** It neared the venue's limit of age and a newer session has taken over. */
  TOO_OLD,
  /** A subscription was refused or not acknowledged in time. */
  NOT_SUBSCRIBED,
  /** A heartbeat of ours went unanswered. */
  NO_HEARTBEAT,
  /** Connected and subscribed, but no data for too long. */
  NO_DATA,
  /** The buffer stayed full: closed on purpose, so that nothing is dropped unseen. */
  BUFFER_FULL,
  /** The task is stopping. */
  STOPPED;

  /** Whether the connection still works, so that it can be closed with a close frame. */
  boolean isOrderly() {
    return switch (this) {
      case CLOSED_BY_VENUE, RECONNECT_REQUESTED, TOO_OLD, STOPPED -> true;
      default -> false;
    };
  }

  /** The reason as metrics and records spell it, such as {@code buffer-full}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
