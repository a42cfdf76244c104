package dev.orderflow.benchmarks.measure;

import java.nio.file.Path;

/**
 * Where a benchmark works.
 *
 * @param home the repository, with what its build made
 * @param directory for data and logs of this benchmark alone; exists
 * @param scale how much to measure
 */
public record Workshop(Path home, Path directory, Scale scale) {}
