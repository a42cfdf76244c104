package dev.orderflow.spark;

import dev.orderflow.spark.kafka.KafkaSource;
import dev.orderflow.spark.run.JobRun;
import dev.orderflow.spark.run.StopSignal;
import dev.orderflow.spark.run.TopicCheck;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * What the command lines of all streaming jobs have in common: the options of what is read and how
 * it runs, and the way from them to a run.
 */
@Command(mixinStandardHelpOptions = true, showDefaultValues = true, sortOptions = false)
abstract class JobCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin SourceOptions sourceOptions;

  @Mixin QueryOptions queryOptions;

  /** Refuses options that make no sense, before anything is started. */
  void check() {}

  /**
   * Makes ready what has to be before Spark starts.
   *
   * @param source what is to be read
   * @param found whether its topics exist; if not, a stop was asked for while they were awaited
   */
  abstract JobRun prepare(KafkaSource source, boolean found) throws InterruptedException;

  @Override
  public final Integer call() throws InterruptedException {
    KafkaSource source = sourceOptions.source();
    check();
    queryOptions.logLevel.apply();
    try (StopSignal stop = StopSignal.install()) {
      queryOptions.logLevel.quietKafkaClients();
      Optional<Map<String, Integer>> partitions =
          new TopicCheck(source, sourceOptions.topicTimeout, err()).await(stop);
      partitions.ifPresent(sourceOptions.startingOffsets::requireCovering);
      JobRun run = prepare(source, partitions.isPresent());
      queryOptions.logLevel.restoreKafkaClients();
      run.run(stop);
    }
    return 0;
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
