package dev.orderflow.spark;

import java.util.Optional;

/** A query could not start or failed; the message is what the user needs of Spark's long one. */
final class JobFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private JobFailedException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Something else than a query failed.
   *
   * @param message what the user needs to know
   * @param thrown what was thrown
   */
  static JobFailedException of(String message, Throwable thrown) {
    return new JobFailedException(message, thrown);
  }

  /**
   * Spark itself could not start, for a wrong master or a port for instance.
   *
   * @param thrown what Spark threw
   */
  static JobFailedException withoutSpark(Throwable thrown) {
    return new JobFailedException("Spark cannot start: " + RootCause.of(thrown), thrown);
  }

  /**
   * The query could not start.
   *
   * @param thrown what Spark threw
   * @param checkpoint the checkpoint directory given, the usual reason
   */
  static JobFailedException atStart(Throwable thrown, Optional<String> checkpoint) {
    String where = checkpoint.map(directory -> " with --checkpoint " + directory).orElse("");
    return new JobFailedException(
        "the query cannot start" + where + ": " + RootCause.of(thrown), thrown);
  }

  /**
   * The query failed while it ran.
   *
   * @param thrown what Spark threw
   */
  static JobFailedException whileRunning(Throwable thrown) {
    String reason = RootCause.of(thrown);
    String hint =
        reason.contains("failOnDataLoss")
            ? " (--no-fail-on-data-loss reads on without the lost records)"
            : "";
    return new JobFailedException("the query failed: " + reason + hint, thrown);
  }
}
