package dev.orderflow.benchmarks.harness;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one run of one variant yielded.
 *
 * @param figures value by figure's name, in the units of the benchmark's {@link Figure}s
 * @param cpu microseconds of processor time for each record, by process; empty where no record is
 *     counted
 */
public record Sample(Map<String, Double> figures, Map<String, Double> cpu) {

  /** Copies the maps. */
  public Sample {
    figures = new LinkedHashMap<>(figures);
    cpu = new LinkedHashMap<>(cpu);
  }

  /** A sample without processor times. */
  public static Sample of(Map<String, Double> figures) {
    return new Sample(figures, Map.of());
  }
}
