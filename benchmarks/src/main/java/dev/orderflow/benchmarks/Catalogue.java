package dev.orderflow.benchmarks;

import dev.orderflow.benchmarks.connector.ConnectorFaults;
import dev.orderflow.benchmarks.connector.ConnectorHeap;
import dev.orderflow.benchmarks.connector.ConnectorLatency;
import dev.orderflow.benchmarks.connector.ConnectorLoad;
import dev.orderflow.benchmarks.connector.ConnectorRivals;
import dev.orderflow.benchmarks.connector.ConnectorThroughput;
import dev.orderflow.benchmarks.event.EventCost;
import dev.orderflow.benchmarks.measure.Benchmark;
import dev.orderflow.benchmarks.spark.PageLatency;
import dev.orderflow.benchmarks.spark.SparkCatchUp;
import dev.orderflow.benchmarks.spark.SparkLatency;
import java.util.List;

/** Every benchmark there is, in the order of the page. */
final class Catalogue {

  private Catalogue() {}

  static List<Benchmark> all() {
    return List.of(
        new ConnectorThroughput(),
        new ConnectorLatency(),
        new ConnectorLoad(),
        new ConnectorHeap(),
        new ConnectorRivals(),
        new ConnectorFaults(),
        new SparkCatchUp(),
        new SparkLatency(),
        new PageLatency(),
        new EventCost());
  }
}
