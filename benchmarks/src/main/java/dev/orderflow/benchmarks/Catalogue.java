package dev.orderflow.benchmarks;

import dev.orderflow.benchmarks.measure.Benchmark;
import dev.orderflow.benchmarks.spark.SparkCatchUp;
import java.util.List;

/** Every benchmark there is, in the order of the page. */
final class Catalogue {

  private Catalogue() {}

  static List<Benchmark> all() {
    return List.of(new SparkCatchUp());
  }
}
