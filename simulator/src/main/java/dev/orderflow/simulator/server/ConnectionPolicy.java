package dev.orderflow.simulator.server;

import java.util.OptionalInt;

/** Whether connections are accepted, and what awaits them. */
interface ConnectionPolicy {
  /**
   * How a connection is refused now: with an HTTP status, or with a reset where it is 0; empty
   * where it is accepted.
   */
  OptionalInt refusal();

  /** A connection was accepted. */
  void opened(Connection connection);
}
