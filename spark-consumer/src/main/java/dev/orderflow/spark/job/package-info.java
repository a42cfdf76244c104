/**
 * The jobs: what each streaming query reads, computes and writes.
 *
 * <p>One class a job. A job describes its query and starts nothing; options, start, progress and
 * stop are the application's, in {@code dev.orderflow.spark}, which depends on this package and
 * never the other way round.
 */
package dev.orderflow.spark.job;
