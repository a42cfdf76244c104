package dev.orderflow.integration;

import dev.orderflow.runtime.ChildProcess;
import dev.orderflow.runtime.JavaCommand;
import dev.orderflow.runtime.ProcessFiles;
import dev.orderflow.runtime.SparkSubmit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The Spark application, submitted as users submit it. */
final class SparkJobs {

  /** Longest wait for what a job is to say, and for its end. */
  static final Duration LIMIT = Duration.ofMinutes(10);

  private SparkJobs() {}

  /**
   * Submits the application to a local Spark.
   *
   * @param directory for its output
   * @param arguments a job and its options
   */
  static ChildProcess start(Path directory, List<String> arguments) {
    return start(directory, "local[2]", arguments);
  }

  /** Submits the application to a master. */
  static ChildProcess start(Path directory, String master, List<String> arguments) {
    try {
      return SparkSubmit.application()
          .to(master)
          .with("spark.executor.memory", "512m")
          .withJvmOptions(smallJvm("-Xmx768m"))
          .start(ProcessFiles.in(directory, "spark-job"), arguments.toArray(String[]::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The rows of tables of candles, read by Spark: each as it stands in the topic, sorted.
   *
   * @param directory for its output
   */
  static List<List<String>> candleRows(Path directory, List<Path> tables)
      throws IOException, InterruptedException {
    String classes =
        TestFiles.BUILD.sparkApplication()
            + ":"
            + TestFiles.BUILD.root().resolve("spark-consumer/target/test-classes");
    JavaCommand command =
        SparkSubmit.java(
                classes,
                "dev.orderflow.spark.CandleTables",
                tables.stream().map(Path::toString).toArray(String[]::new))
            .withOptions(smallJvm("-Xmx512m"));
    ProcessFiles files = ProcessFiles.in(directory, "candle-rows").withOutputApart();
    try (ChildProcess reader = ChildProcess.start(command, files)) {
      if (reader.exitCode(LIMIT) != 0) {
        throw reader.failure("cannot read the tables");
      }
      List<List<String>> rows = new ArrayList<>();
      for (String line : reader.output().lines().toList()) {
        if (line.startsWith("table ")) {
          rows.add(new ArrayList<>());
        } else {
          rows.get(rows.size() - 1).add(line);
        }
      }
      return rows;
    }
  }

  private static List<String> smallJvm(String heap) {
    List<String> options = new ArrayList<>(JavaCommand.SMALL_JVM);
    options.add(heap);
    return options;
  }
}
