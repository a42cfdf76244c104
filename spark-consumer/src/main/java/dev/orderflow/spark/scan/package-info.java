/**
 * From the source topic to one market's records in their order: what Spark's tasks pick, read and
 * carry to the task that keeps the market's state.
 */
package dev.orderflow.spark.scan;
