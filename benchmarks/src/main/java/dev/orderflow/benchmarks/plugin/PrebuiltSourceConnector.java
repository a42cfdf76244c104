package dev.orderflow.benchmarks.plugin;

import org.apache.kafka.connect.connector.Task;

/** The limit: what Connect itself can move. See {@link PrebuiltSourceTask}. */
public final class PrebuiltSourceConnector extends BenchmarkConnector {

  /** Created by Connect. */
  public PrebuiltSourceConnector() {}

  @Override
  public Class<? extends Task> taskClass() {
    return PrebuiltSourceTask.class;
  }
}
