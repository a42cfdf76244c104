/**
 * A run of the application from start to end: what is checked before it, the queries, what is told
 * of them, and a clean stop.
 *
 * <p>Knows the jobs as {@link dev.orderflow.spark.job.StreamingJob}s and nothing of options, but
 * for their names in messages.
 */
package dev.orderflow.spark.run;
