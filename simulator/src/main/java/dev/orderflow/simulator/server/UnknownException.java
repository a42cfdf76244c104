package dev.orderflow.simulator.server;

/** What was asked for is not known, or not any more. */
final class UnknownException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  UnknownException(String message) {
    super(message);
  }
}
