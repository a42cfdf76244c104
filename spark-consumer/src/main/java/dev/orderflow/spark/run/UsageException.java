package dev.orderflow.spark.run;

/**
 * The application was asked for something it cannot do; the message names the option and is all
 * that the user sees.
 */
public final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * A refusal.
   *
   * @param message what is wrong and which option changes it
   */
  public UsageException(String message) {
    super(message);
  }

  /**
   * A refusal whose cause helps to debug it.
   *
   * @param message what is wrong and which option changes it
   * @param cause what was thrown
   */
  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
