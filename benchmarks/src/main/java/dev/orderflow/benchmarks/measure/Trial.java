package dev.orderflow.benchmarks.measure;

import java.io.IOException;

/** A benchmark whose processes run; closing it ends them. */
public interface Trial extends AutoCloseable {

  /**
   * Measures one side once.
   *
   * @param side one of the benchmark's
   * @param run which run of the trial this is, from 0, for names of files and topics
   * @return what was measured
   * @throws Exception where the run is broken: a process ended, records are missing. A slow machine
   *     breaks nothing.
   */
  Sample run(Side side, int run) throws Exception;

  /** Ends the processes; data that is only large is removed. */
  @Override
  void close() throws IOException;
}
