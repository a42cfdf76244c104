/**
 * The figures that the documentation states, against their limits. Each variant of a comparison
 * runs in processes of its own, and the variants take turns, so that a ratio holds on a busy
 * machine.
 *
 * <p>{@code harness} knows what a benchmark is and writes results, {@code process} starts what is
 * measured, {@code feed} makes frames, {@code topic} counts and reads records. {@code connector}
 * and {@code spark} are the benchmarks.
 */
package dev.orderflow.benchmarks;
