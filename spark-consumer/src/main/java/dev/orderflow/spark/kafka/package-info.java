/**
 * Kafka's two ends of a query: the source topics as a stream, and the topics that a job publishes
 * to, in transactions. Knows nothing of what is computed in between.
 */
package dev.orderflow.spark.kafka;
