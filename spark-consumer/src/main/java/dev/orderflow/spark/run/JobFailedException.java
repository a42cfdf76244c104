package dev.orderflow.spark.run;

/** A job could not start or failed; the message is what the user needs of Spark's long one. */
public final class JobFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * A failure whose reason is the innermost one of what was thrown.
   *
   * @param what failed, to stand before the reason
   * @param thrown what was thrown
   */
  public JobFailedException(String what, Throwable thrown) {
    this(what, thrown, "");
  }

  /**
   * The same with advice.
   *
   * @param what failed, to stand before the reason
   * @param thrown what was thrown
   * @param hint stands behind the reason
   */
  JobFailedException(String what, Throwable thrown, String hint) {
    super(what + ": " + RootCause.of(thrown) + hint, thrown);
  }
}
