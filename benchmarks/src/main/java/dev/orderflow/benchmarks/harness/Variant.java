package dev.orderflow.benchmarks.harness;

/**
 * One of the things compared.
 *
 * @param name lower-case words joined by hyphens, unique in its benchmark
 * @param description what it is, a short line for the table
 */
public record Variant(String name, String description) {}
