package dev.orderflow.benchmarks.harness;

import java.util.OptionalLong;

/**
 * How much to measure.
 *
 * @param quick whether the run only has to show that everything works, in seconds a side
 * @param records what the user wants a variant to move; empty leaves it to the benchmark
 * @param seconds how long the user wants a variant that is paced by a clock to run; empty likewise
 */
public record Scale(boolean quick, OptionalLong records, OptionalLong seconds) {

  /**
   * Records for a variant.
   *
   * @param full what a figure needs
   * @param quickly what shows that it works
   */
  public long records(long full, long quickly) {
    return records.orElse(quick ? quickly : full);
  }

  /**
   * Seconds for a variant.
   *
   * @param full what a figure needs
   * @param quickly what shows that it works
   */
  public long seconds(long full, long quickly) {
    return seconds.orElse(quick ? quickly : full);
  }
}
