package dev.orderflow.spark.run;

import java.util.Optional;

/** The innermost reason of an exception: Kafka and Spark wrap theirs several times. */
public final class RootCause {

  private RootCause() {}

  /**
   * Puts the reason into words.
   *
   * @param thrown any exception
   * @return the innermost message, or its type where it has none
   */
  public static String of(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return Optional.ofNullable(root.getMessage())
        .map(String::strip)
        .filter(message -> !message.isEmpty())
        .orElse(root.getClass().getSimpleName());
  }
}
