package dev.orderflow.simulator.server;

/** Whether connections are accepted, and what awaits them. */
interface ConnectionPolicy {
  /** Whether a connection is accepted now. */
  boolean accepts();

  /** A connection was accepted. */
  void opened(Connection connection);
}
