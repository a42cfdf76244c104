package dev.orderflow.spark;

import dev.orderflow.spark.run.DeltaLake;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Options of every job that publishes what it computes. */
final class OutputOptions {

  /** Where the rows go. */
  enum Output {
    kafka,
    console
  }

  /** What a table is made of. */
  enum TableFormat {
    parquet,
    delta
  }

  /** What a repeated batch does to the topics. */
  enum Delivery {
    exactly_once,
    at_least_once;

    /** As the command line has it. */
    @Override
    public String toString() {
      return name().replace('_', '-');
    }
  }

  @Option(
      names = "--output",
      paramLabel = "kafka|console",
      defaultValue = "kafka",
      description = "Publish to Kafka topics, or show the newest rows here and publish nothing.")
  Output output;

  @Option(
      names = "--rejected-topic",
      paramLabel = "NAME",
      defaultValue = "orderflow.rejected",
      description = "Topic of the records that could not be used, with the reason.")
  String rejectedTopic;

  @Option(
      names = "--completeness-topic",
      paramLabel = "NAME",
      defaultValue = "orderflow.completeness",
      description =
          "Topic of what published rows say of themselves and is not so, found out too late to"
              + " publish them again; compacted.")
  String completenessTopic;

  @Option(
      names = "--delivery",
      paramLabel = "exactly-once|at-least-once",
      defaultValue = "exactly-once",
      description =
          "exactly-once writes in Kafka transactions; at-least-once is for clusters that allow"
              + " none, and repeats rows after a failure.")
  Delivery delivery;

  @Option(
      names = "--table",
      paramLabel = "DIR",
      showDefaultValue = Visibility.NEVER,
      description =
          "Also keep the published rows as a table in this directory or URI, partitioned by market"
              + " and day.")
  private Optional<String> table = Optional.empty();

  @Option(
      names = "--table-format",
      paramLabel = "parquet|delta",
      defaultValue = "parquet",
      description =
          "Format of the table; delta needs spark-submit --packages "
              + DeltaLake.PACKAGE
              + ", or the release for your Spark.")
  TableFormat tableFormat;

  @Option(
      names = "--show-every",
      paramLabel = "DURATION",
      showDefaultValue = Visibility.NEVER,
      description =
          "Show the newest rows as a table here, at most this often; with --output console 5s.")
  Optional<Duration> showEvery = Optional.empty();

  @Option(
      names = "--progress-every",
      paramLabel = "DURATION",
      defaultValue = "10s",
      description = "At least this long between two lines of progress.")
  Duration progressEvery;

  Optional<String> table() {
    return table.filter(directory -> !directory.isBlank());
  }

  boolean publishes() {
    return output == Output.kafka;
  }

  boolean makesDeltaTable() {
    return table().isPresent() && tableFormat == TableFormat.delta;
  }
}
