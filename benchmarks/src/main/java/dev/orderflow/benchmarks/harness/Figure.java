package dev.orderflow.benchmarks.harness;

/**
 * Something that every variant of a benchmark yields once a round.
 *
 * @param name what it is called in tables and in {@link Sample}
 * @param unit what it counts, such as {@code frames/s}
 * @param decimals digits after the point in tables
 */
public record Figure(String name, String unit, int decimals) {}
