/**
 * Every figure that the documentation states, against its limit. Each side of a comparison is a
 * process of its own, and the sides take turns, so that a ratio holds on a busy machine.
 *
 * <p>{@code measure} knows what a benchmark is, {@code report} writes results, {@code process}
 * starts brokers, workers and programs; {@code connector} and {@code spark} are the benchmarks.
 */
package dev.orderflow.benchmarks;
