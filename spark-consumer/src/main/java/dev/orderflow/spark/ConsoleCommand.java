package dev.orderflow.spark;

import dev.orderflow.spark.job.ConsoleJob;
import dev.orderflow.spark.kafka.KafkaSource;
import dev.orderflow.spark.run.ClusterAdmin;
import dev.orderflow.spark.run.JobRun;
import dev.orderflow.spark.run.ProgressLines;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** The {@code console} job's command line. */
@Command(
    name = "console",
    description = "Prints the source topics' records as they arrive: topic, offset, value.")
final class ConsoleCommand extends JobCommand {

  @Option(
      names = "--rows",
      paramLabel = "COUNT",
      defaultValue = "20",
      converter = Converters.AtLeastOne.class,
      description = "Rows shown of each batch; all are counted.")
  private int rows;

  @Option(
      names = "--truncate",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      showDefaultValue = Visibility.ALWAYS,
      description = "Cut each column to 20 characters.")
  private boolean truncate;

  @Override
  JobRun prepare(KafkaSource source, Map<String, Integer> topics, ClusterAdmin admin) {
    ConsoleJob job = new ConsoleJob(source, rows, truncate);
    return new JobRun(
        List.of(new JobRun.Planned(job, queryOptions.checkpoint())),
        new JobRun.UsedTopics(source.cluster(), topics.keySet(), Optional.empty()),
        queryOptions.trigger,
        Map.of(),
        new ProgressLines(job, out(), Duration.ZERO, System::nanoTime),
        err());
  }
}
