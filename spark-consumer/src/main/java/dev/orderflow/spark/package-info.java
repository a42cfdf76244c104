/**
 * The application that {@code spark-submit} starts: options, wiring, progress and a clean stop.
 *
 * <p>The jobs themselves are in {@link dev.orderflow.spark.job}.
 */
package dev.orderflow.spark;
