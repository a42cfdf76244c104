/**
 * The jobs: what each streaming query reads, computes and writes.
 *
 * <p>A job describes its query and starts nothing; options, start, progress and stop are the
 * application's. Jobs that keep a market's state are one {@link
 * dev.orderflow.spark.job.StatefulJob} each with a {@link
 * dev.orderflow.spark.job.MarketComputation} of its own.
 */
package dev.orderflow.spark.job;
