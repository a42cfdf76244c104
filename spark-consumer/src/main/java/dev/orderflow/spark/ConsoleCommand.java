package dev.orderflow.spark;

import dev.orderflow.spark.job.ConsoleJob;
import dev.orderflow.spark.job.KafkaSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code console} job's command line. */
@Command(
    name = "console",
    description = "Prints the source topics' records as they arrive: topic, offset, value.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class ConsoleCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private SourceOptions sourceOptions;

  @Mixin private QueryOptions queryOptions;

  @Option(
      names = "--rows",
      paramLabel = "COUNT",
      defaultValue = "20",
      converter = AtLeastOneConverter.class,
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
  public Integer call() throws InterruptedException {
    KafkaSource source = sourceOptions.source();
    ConsoleJob job = new ConsoleJob(source, rows, truncate);
    try (StopSignal stop = StopSignal.install()) {
      queryOptions.logLevel().apply();
      queryOptions.logLevel().quietKafkaClients();
      Optional<Map<String, Integer>> partitions =
          new TopicCheck(source, sourceOptions.topicTimeout(), spec.commandLine().getErr())
              .await(stop);
      queryOptions.logLevel().restoreKafkaClients();
      partitions.ifPresent(sourceOptions.startingOffsets()::requireCovering);
      new JobRun(
              new JobRun.Planned(job, queryOptions.checkpoint()),
              List.of(),
              queryOptions.trigger(),
              Map.of(),
              new ProgressLines(job, spec.commandLine().getOut(), Duration.ZERO, System::nanoTime),
              spec.commandLine().getErr())
          .run(stop);
    }
    return 0;
  }
}
