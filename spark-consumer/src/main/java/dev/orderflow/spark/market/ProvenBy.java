package dev.orderflow.spark.market;

import java.util.Optional;

/** What shows that everything of a time is in the topic; the strongest first. */
public enum ProvenBy {
  /** Each order event names the one before it. */
  CHAIN,
  /** The exchange's list of trades, asked twice, had no others. */
  LIST;

  /** The weaker of two; empty where one of them is missing. */
  public static Optional<ProvenBy> weaker(Optional<ProvenBy> one, Optional<ProvenBy> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return Optional.empty();
    }
    return one.get().compareTo(other.get()) > 0 ? one : other;
  }
}
