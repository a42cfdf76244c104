package dev.orderflow.benchmarks.plugin;

import org.apache.kafka.connect.connector.Task;

/** The original design as a connector. See {@link TickingSourceTask}. */
public final class TickingSourceConnector extends BenchmarkConnector {

  /** Created by Connect. */
  public TickingSourceConnector() {}

  @Override
  public Class<? extends Task> taskClass() {
    return TickingSourceTask.class;
  }
}
