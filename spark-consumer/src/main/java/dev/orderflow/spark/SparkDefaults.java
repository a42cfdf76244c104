package dev.orderflow.spark;

import dev.orderflow.spark.files.LocalFiles;
import java.util.Map;

/** Spark settings that serve these jobs better than Spark's own; a user's choice goes before. */
final class SparkDefaults {

  /** For jobs that keep state by market. */
  static final Map<String, String> KEYED_STATE =
      Map.of(
          // As many state partitions as there may be busy markets at once; Spark's 200 would cost
          // 200 small tasks a batch. A checkpoint keeps the number it was made with.
          "spark.sql.shuffle.partitions",
          "4",
          // Nothing here waits for the watermark, so a batch without data would do nothing.
          "spark.sql.streaming.noDataMicroBatches.enabled",
          "false",
          // The gauges of Spark's own metrics, which its Prometheus sink shows.
          "spark.sql.streaming.metricsEnabled",
          "true",
          // A checkpoint on a local disk without two processes for each file that is renamed: a
          // batch
          // renames two dozen. Other file systems are not concerned.
          "spark.hadoop.fs.AbstractFileSystem.file.impl",
          LocalFiles.class.getName());

  private SparkDefaults() {}
}
