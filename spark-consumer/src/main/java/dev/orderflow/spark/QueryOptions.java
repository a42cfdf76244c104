package dev.orderflow.spark;

import dev.orderflow.spark.run.LogLevel;
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
      description =
          "Start a batch this often, 0s as soon as the last one ended;"
              + " available-now reads what is there and ends.")
  Trigger trigger;

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
  LogLevel logLevel;

  Optional<String> checkpoint() {
    return checkpoint.filter(directory -> !directory.isBlank());
  }
}
