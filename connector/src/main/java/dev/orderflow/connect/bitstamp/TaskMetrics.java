package dev.orderflow.connect.bitstamp;

import java.util.LinkedHashMap;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceTaskContext;

/**
 * Publishes a task's metrics through Connect, which removes them with the task (KIP-877, Kafka
 * 4.1).
 *
 * <p>The only class that names {@link PluginMetrics}: older workers do not have it, and there the
 * task runs without metrics of its own.
 */
final class TaskMetrics {

  private TaskMetrics() {}

  /**
   * Publishes every metric of {@link TaskMetric#ALL}.
   *
   * @return whether the worker takes metrics
   */
  static boolean publish(SourceTaskContext context, MetricSources sources) {
    PluginMetrics metrics;
    try {
      metrics = context.pluginMetrics();
    } catch (NoSuchMethodError | NoClassDefFoundError e) {
      return false;
    }
    if (metrics == null) {
      return false;
    }
    for (TaskMetric metric : TaskMetric.ALL) {
      Gauge<Double> gauge = (config, now) -> metric.value().applyAsDouble(sources);
      metrics.addMetric(
          metrics.metricName(metric.name(), metric.description(), new LinkedHashMap<>()), gauge);
    }
    return true;
  }
}
