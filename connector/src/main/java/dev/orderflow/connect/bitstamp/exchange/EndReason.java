package dev.orderflow.connect.bitstamp.exchange;

import java.util.Locale;

/** Why a session ended. */
public enum EndReason {
  /** The connection could not be opened, or broke. */
  CONNECTION_FAILED("The connection could not be opened, or broke."),
  /** The venue answered that it is not available: HTTP 500 and above, as in maintenance. */
  UNAVAILABLE("The exchange answered that it is not available: HTTP 500 and above."),
  /** The venue closed it with a close frame. */
  CLOSED_BY_VENUE("The exchange closed it with a close frame."),
  /** The venue asked for a reconnect and a newer session has taken over. */
  RECONNECT_REQUESTED("The exchange asked for a reconnect and a newer session has taken over."),
  /** It neared the venue's limit of age and a newer session has taken over. */
  TOO_OLD("It neared the exchange's limit of age and a newer session has taken over."),
  /** A subscription was refused or not acknowledged in time. */
  NOT_SUBSCRIBED("A subscription was refused or not acknowledged in time."),
  /** A heartbeat of ours went unanswered. */
  NO_HEARTBEAT("A heartbeat of ours went unanswered."),
  /** Connected and subscribed, but no data for too long, at all or on a channel that has some. */
  NO_DATA("Connected and subscribed, but no data for too long, at all or on one channel."),
  /** The buffer stayed full: closed on purpose, so that nothing is dropped unseen. */
  BUFFER_FULL("The buffer stayed full: closed on purpose, so that nothing is dropped unseen."),
  /** The task is stopping. */
  STOPPED("The task is stopping.");

  private final String description;

  EndReason(String description) {
    this.description = description;
  }

  /** Whether the connection still works, so that it can be closed with a close frame. */
  boolean isOrderly() {
    return switch (this) {
      case CLOSED_BY_VENUE, RECONNECT_REQUESTED, TOO_OLD, STOPPED -> true;
      default -> false;
    };
  }

  /** Whether it was replaced though it worked, so that it delivered all that it was to deliver. */
  boolean isPlanned() {
    return this == RECONNECT_REQUESTED || this == TOO_OLD;
  }

  /** The reason as metrics and records spell it, such as {@code buffer-full}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What happened, as a sentence. */
  public String description() {
    return description;
  }
}
