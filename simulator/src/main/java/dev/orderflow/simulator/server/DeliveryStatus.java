package dev.orderflow.simulator.server;

/** What became of a frame that a connection had subscribed to. */
public enum DeliveryStatus {
  /** Written to the socket. */
  SENT,
  /** Written to the socket once more. */
  DUPLICATED,
  /** Not sent: a fault lost it. */
  LOST,
  /** Not sent: the connection was stalled. */
  STALLED,
  /** Sent in part only, so that nobody can read it. */
  TRUNCATED,
  /** Not sent: the connection ended before the frame was written. */
  CLOSED;

  /** Whether the frame went out whole. */
  public boolean sent() {
    return this == SENT || this == DUPLICATED;
  }
}
