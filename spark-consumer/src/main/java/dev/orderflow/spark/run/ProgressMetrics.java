package dev.orderflow.spark.run;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.SparkContext;
import org.apache.spark.metrics.source.LongAccumulatorSource$;
import org.apache.spark.util.LongAccumulator;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The numbers of the progress lines as metrics of Spark's own metrics system, under {@code
 * AccumulatorSource}, from where Spark's sinks take them: its Prometheus servlet for instance.
 *
 * <p>Spark's listener thread changes them, Spark's metrics threads read them.
 */
final class ProgressMetrics {

  private static final String PREFIX = "orderflow.";

  private final Map<String, LongAccumulator> values = new HashMap<>();

  /**
   * Metrics of one job.
   *
   * @param context the running Spark
   * @param totals names of what only grows
   */
  static ProgressMetrics register(SparkContext context, Iterable<String> totals) {
    ProgressMetrics metrics = new ProgressMetrics();
    Function<String, LongAccumulator> accumulator = name -> context.longAccumulator(PREFIX + name);
    for (String name : totals) {
      metrics.values.put(name, accumulator.apply(name));
    }
    for (String name : QueryState.NAMES) {
      metrics.values.put(name, accumulator.apply(name));
    }
    Map<String, LongAccumulator> named = new HashMap<>();
    metrics.values.forEach((name, value) -> named.put(PREFIX + name, value));
    LongAccumulatorSource$.MODULE$.register(
        context, scala.collection.immutable.Map.from(CollectionConverters.asScala(named)));
    return metrics;
  }

  /** Adds what a batch brought forth. */
  void add(Map<String, Long> brought) {
    brought.forEach(
        (name, count) -> {
          if (values.containsKey(name)) {
            values.get(name).add(count);
          }
        });
  }

  /** Sets how the query keeps up. */
  void set(QueryState state) {
    state
        .values()
        .forEach(
            (name, value) -> {
              values.get(name).reset();
              values.get(name).add(value);
            });
  }
}
