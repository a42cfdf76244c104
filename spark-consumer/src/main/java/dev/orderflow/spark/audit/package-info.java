/**
 * Compares published candles with the exchange's own, and publishes what it finds.
 *
 * <p>Plain Java with a Kafka client; it needs {@code spark-submit} only to be started like the
 * jobs.
 */
package dev.orderflow.spark.audit;
