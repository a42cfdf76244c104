package dev.orderflow.benchmarks.spark;

import dev.orderflow.benchmarks.process.Processes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A job of the application, to be submitted as its users submit it, with output topics that no
 * other run has.
 */
final class Application {

  /** The application, as the build made it. */
  static final String JAR = "spark-consumer/target/orderflow-spark-0.1.0.jar";

  private static final List<String> OF_BOOK = List.of("book", "alerts");
  private static final List<String> OF_FLOW = List.of("flow", "orders");

  private final String job;
  private final String name;
  private final List<String> arguments = new ArrayList<>();
  private final Map<String, String> topics = new TreeMap<>();

  /**
   * A job on a topic.
   *
   * @param job the job's name
   * @param name what this run of it is called
   * @param address the broker
   * @param source the topic to read
   * @param directory where its checkpoint and output go
   */
  Application(String job, String name, String address, String source, Path directory) {
    this.job = job;
    this.name = name;
    arguments.addAll(
        List.of(
            job,
            "--bootstrap-servers",
            address,
            "--topic",
            source,
            "--checkpoint",
            checkpoint(directory).toString(),
            "--rejected-topic",
            "rejected-" + name));
    for (String output : outputs(job)) {
      topics.put(output, output + '-' + name);
      arguments.addAll(List.of("--" + output + "-topic", topics.get(output)));
    }
  }

  private static List<String> outputs(String job) {
    List<String> outputs = new ArrayList<>();
    if (job.equals("candles") || job.equals("all")) {
      outputs.add("candles");
    }
    if (job.equals("book") || job.equals("market") || job.equals("all")) {
      outputs.addAll(OF_BOOK);
    }
    if (job.equals("flow") || job.equals("market") || job.equals("all")) {
      outputs.addAll(OF_FLOW);
    }
    return outputs;
  }

  /** Adds arguments. */
  Application with(String... more) {
    arguments.addAll(List.of(more));
    return this;
  }

  /** Its output topics by output. */
  Map<String, String> topics() {
    return topics;
  }

  /** The directory of its checkpoint. */
  Path checkpoint(Path directory) {
    return directory.resolve("checkpoint-" + name);
  }

  /**
   * Submits it.
   *
   * @param processes what starts it
   * @param home the repository
   * @param out where its output goes
   * @param settings Spark's settings, such as {@code spark.sql.shuffle.partitions=1}
   * @throws IOException where it cannot be started
   */
  Process submit(Processes processes, Path home, Path out, List<String> settings)
      throws IOException {
    return processes.spark(
        name, out, "dev.orderflow.spark.OrderflowSpark", home.resolve(JAR), arguments, settings);
  }

  @Override
  public String toString() {
    return job + " as " + name;
  }
}
