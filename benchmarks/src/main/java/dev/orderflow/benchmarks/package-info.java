/**
 * Figures of orderflow against their limits. Each side of a comparison is a process of its own, and
 * the sides take turns, so that a ratio holds on a busy machine.
 */
package dev.orderflow.benchmarks;
