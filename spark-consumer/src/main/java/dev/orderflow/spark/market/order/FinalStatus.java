package dev.orderflow.spark.market.order;

/** How an order ended. */
public enum FinalStatus {
  /** All of it was executed. */
  FILLED,
  /** Some was executed, the rest cancelled. */
  PARTLY_FILLED,
  /** Nothing was executed. */
  CANCELLED,
  /** Its end was not seen, or not how much of it had been executed before. */
  UNKNOWN
}
