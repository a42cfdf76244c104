package dev.orderflow.spark.run;

import dev.orderflow.spark.files.LocalFiles;
import java.util.Map;
import java.util.Set;

/** Spark settings that serve these jobs better than Spark's own; a user's choice goes before. */
public final class SparkDefaults {

  /** As many busy markets as are worked on at once where more than one is read. */
  private static final int STATE_PARTITIONS = 4;

  private SparkDefaults() {}

  /**
   * For jobs that keep state by market. What each buys is measured: {@code spark-settings} in
   * docs/benchmarks.
   *
   * @param markets the markets wanted; all where empty
   */
  public static Map<String, String> keyedState(Set<String> markets) {
    return Map.of(
        // Every partition is a task and some files in each batch, with data or without: Spark's
        // 200 make a batch several times as long, and one market needs but one. A checkpoint
        // keeps the number it was made with.
        "spark.sql.shuffle.partitions",
        Integer.toString(markets.size() == 1 ? 1 : STATE_PARTITIONS),
        // Nothing here waits for the watermark, so a batch without data would do nothing.
        "spark.sql.streaming.noDataMicroBatches.enabled",
        "false",
        // The gauges of Spark's own metrics, which its Prometheus sink shows.
        "spark.sql.streaming.metricsEnabled",
        "true",
        // A checkpoint on a local disk without two processes for each file that is renamed, two
        // dozen in a batch: half the latency. Other file systems are not concerned.
        "spark.hadoop.fs.AbstractFileSystem.file.impl",
        LocalFiles.class.getName());
  }
}
