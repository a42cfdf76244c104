package dev.orderflow.spark.source;

/** A record that cannot be used, with the reason in words that name the field. */
public final class RejectedRecordException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * A refusal.
   *
   * @param reason what is wrong
   */
  public RejectedRecordException(String reason) {
    // Bad data may come in masses, and its stack trace says nothing.
    super(reason, null, false, false);
  }
}
