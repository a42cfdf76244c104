package dev.orderflow.spark;

import dev.orderflow.spark.kafka.KafkaSource;
import dev.orderflow.spark.run.ClusterAdmin;
import dev.orderflow.spark.run.JobRun;
import dev.orderflow.spark.run.LogLevel;
import dev.orderflow.spark.run.StopSignal;
import java.io.PrintWriter;
import java.util.Map;
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
   * @param topics the number of partitions of each of its topics; empty where a stop was asked for
   *     while they were awaited, and then the run has nothing to do
   * @param admin their cluster
   */
  abstract JobRun prepare(KafkaSource source, Map<String, Integer> topics, ClusterAdmin admin)
      throws InterruptedException;

  @Override
  public final Integer call() throws InterruptedException {
    KafkaSource source = sourceOptions.source();
    check();
    queryOptions.logLevel.apply();
    try (StopSignal stop = StopSignal.install()) {
      LogLevel.quietKafkaClients();
      JobRun run = prepare(source, stop);
      queryOptions.logLevel.restoreKafkaClients();
      run.run(stop);
    }
    return 0;
  }

  private JobRun prepare(KafkaSource source, StopSignal stop) throws InterruptedException {
    try (ClusterAdmin admin = new ClusterAdmin(source.cluster(), err())) {
      Map<String, Integer> topics =
          admin.sourceTopics().await(source.topics(), sourceOptions.topicTimeout, stop);
      if (!topics.isEmpty()) {
        sourceOptions.startingOffsets.requireCovering(topics);
      }
      return prepare(source, topics, admin);
    }
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
