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

  /**
   * A record of an event that the exchange or the connector did not have when this was written.
   *
   * @param event header {@code event}
   */
  public static RejectedRecordException unknownEvent(String event) {
    return new RejectedRecordException("event '" + event + "' is not known");
  }

  /**
   * A record whose value says otherwise than its header: nobody knows which of the two is right.
   */
  static RejectedRecordException notAsHeader(String name) {
    return new RejectedRecordException(name + " is another than in the header");
  }
}
