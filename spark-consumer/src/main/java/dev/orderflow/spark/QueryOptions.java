package dev.orderflow.spark;

import java.util.Optional;
import org.apache.spark.sql.streaming.Trigger;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Options of how every job's query runs. */
final class QueryOptions {

  @Option(
      names = "--trigger",
      paramLabel = "DURATION|available-now",
      defaultValue = "0s",
      converter = TriggerConverter.class,
      description =
          "Start a batch this often, 0s as soon as the last one ended;"
              + " available-now reads what is there and ends.")
  private Trigger trigger;

  @Option(
      names = "--checkpoint",
      paramLabel = "DIR",
      showDefaultValue = Visibility.NEVER,
      description =
          "Directory or URI where the query keeps its place; a restart continues from it."
              + " Without it each start reads from --starting-offsets.")
  private Optional<String> checkpoint = Optional.empty();

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      defaultValue = "warn",
      description = "Spark's log on standard error: ${COMPLETION-CANDIDATES}.")
  private LogLevel logLevel;

  Trigger trigger() {
    return trigger;
  }

  Optional<String> checkpoint() {
    return checkpoint.filter(directory -> !directory.isBlank());
  }

  LogLevel logLevel() {
    return logLevel;
  }
}
