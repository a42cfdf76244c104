package dev.orderflow.benchmarks.spark;

import dev.orderflow.benchmarks.process.Environment;
import dev.orderflow.runtime.Await;
import dev.orderflow.runtime.ChildProcess;
import dev.orderflow.runtime.SparkSubmit;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A job of the application, to be submitted as its users submit it, with output topics that no
 * other run has.
 */
final class ApplicationJob {

  private static final Map<String, List<String>> OUTPUTS =
      Map.of(
          "candles", List.of("candles"),
          "book", List.of("book", "alerts"),
          "flow", List.of("flow", "orders"),
          "market", List.of("book", "alerts", "flow", "orders"),
          "all", List.of("candles", "book", "alerts", "flow", "orders"));

  private final Environment environment;
  private final String run;
  private final List<String> arguments = new ArrayList<>();
  private final Map<String, String> topics = new TreeMap<>();

  /**
   * A job on a topic.
   *
   * @param job the job's name
   * @param run what this run of it is called
   * @param bootstrapServers the broker
   * @param source the topic to read
   */
  ApplicationJob(
      Environment environment, String job, String run, String bootstrapServers, String source) {
    this.environment = environment;
    this.run = run;
    with(job, "--bootstrap-servers", bootstrapServers, "--topic", source);
    with("--checkpoint", environment.directory().resolve("checkpoint-" + run).toString());
    with("--rejected-topic", "rejected-" + run);
    for (String output : OUTPUTS.get(job)) {
      topics.put(output, output + '-' + run);
    }
    arguments.addAll(topicOptions());
  }

  /** Whether there is such a job. */
  static boolean exists(String job) {
    return OUTPUTS.containsKey(job);
  }

  /** Adds arguments. */
  ApplicationJob with(String... more) {
    arguments.addAll(List.of(more));
    return this;
  }

  /** Its output topics. */
  Collection<String> topics() {
    return topics.values();
  }

  /** The options that name its output topics, which the dashboard has too. */
  List<String> topicOptions() {
    List<String> options = new ArrayList<>();
    topics.forEach((output, topic) -> options.addAll(List.of("--" + output + "-topic", topic)));
    return options;
  }

  /** The application on two threads of this machine, with every compiler of the JVM's. */
  static SparkSubmit spark() {
    return SparkSubmit.application().withJvmOptions(List.of("-Xmx2g"));
  }

  /** Lets a job run for a while, in which it must not end. */
  static void runFor(Duration time, ChildProcess job) throws InterruptedException {
    if (Await.until(time, () -> !job.isAlive())) {
      job.requireAlive();
    }
  }

  /** Submits it as users do. */
  ChildProcess submit() throws IOException {
    return submit(spark());
  }

  /** Submits it with settings of Spark's. */
  ChildProcess submit(SparkSubmit spark) throws IOException {
    return environment.closing(
        spark.start(environment.files(run), arguments.toArray(String[]::new)));
  }
}
