package dev.orderflow.dashboard.feed;

/** A record that is not what its topic promises; it is counted and the next one is read. */
final class RejectedRecordException extends Exception {

  private static final long serialVersionUID = 1L;

  RejectedRecordException(String reason) {
    super(reason, null, false, false);
  }
}
