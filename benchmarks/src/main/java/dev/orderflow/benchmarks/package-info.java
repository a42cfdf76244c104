/**
 * Every figure that the documentation states, against its limit. Each variant of a comparison runs
 * in processes of its own, and the variants take turns, so that a ratio holds on a busy machine.
 *
 * <p>{@code harness} knows what a benchmark is, {@code report} writes results, {@code process}
 * starts what is measured, {@code feed} makes frames, {@code topic} counts and reads records.
 * {@code connector}, {@code spark} and {@code micro} are the benchmarks, {@code program} what the
 * connector is compared with.
 */
package dev.orderflow.benchmarks;
