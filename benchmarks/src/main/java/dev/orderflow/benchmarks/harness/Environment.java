package dev.orderflow.benchmarks.harness;

import dev.orderflow.benchmarks.process.Processes;
import java.io.IOException;

/**
 * Where a benchmark is measured; closing it ends what was started.
 *
 * @param processes starts processes, and has the directory for data and logs of this benchmark
 * @param scale how much to measure
 */
public record Environment(Processes processes, Scale scale) implements AutoCloseable {

  /** Ends the processes. */
  @Override
  public void close() throws IOException {
    processes.close();
  }
}
