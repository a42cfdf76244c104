/**
 * What the order flow of a market means, as plain Java over that market's ordered events.
 *
 * <p>No type of Spark or Kafka appears here, no clock is read and no thread started: the same
 * events in the same order give the same results wherever and in however many pieces they are fed.
 * Times are the exchange's, in microseconds since the epoch, UTC; money is {@link
 * java.math.BigDecimal}.
 */
package dev.orderflow.spark.market;
