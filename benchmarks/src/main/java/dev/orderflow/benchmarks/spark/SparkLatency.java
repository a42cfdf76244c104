package dev.orderflow.benchmarks.spark;

import dev.orderflow.benchmarks.harness.Benchmark;
import dev.orderflow.benchmarks.harness.Environment;
import dev.orderflow.benchmarks.harness.Goal;
import dev.orderflow.benchmarks.harness.Sample;
import dev.orderflow.benchmarks.process.Processes;
import dev.orderflow.benchmarks.topic.BenchmarkTopic;
import dev.orderflow.runtime.KafkaBroker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How old the cause of a row is when a consumer has the row: a market of 150 order events a second
 * through jobs that keep state, against a window of Spark's own in a plain micro-batch query, and
 * through queries that keep none, against real-time mode.
 */
public final class SparkLatency {

  private static final String CANDLES = "candles";
  private static final String REAL_TIME = "forward-real-time";

  private final Processes processes;
  private final KafkaBroker broker;
  private final LiveRun live;

  private SparkLatency(Environment environment) throws IOException, InterruptedException {
    processes = environment.processes();
    broker = processes.broker();
    live = LiveRun.of(environment.scale());
  }

  /** The benchmark. */
  public static Benchmark benchmark() {
    return Benchmark.named(
            "spark-latency",
            "Spark, live: from a record in the source topic to the row that it causes")
        .variant("plain", "from_json and a one-second window; micro-batches, Spark's own settings")
        .variant(CANDLES, "the candles job as shipped")
        .variant("book", "the book job as shipped, a row on each change of the touch")
        .variant("all", "the all job as shipped: candles, book, flow, orders, alerts")
        .variant("forward", "no state: every frame to another topic, micro-batches")
        .variant(REAL_TIME, "the same in real-time mode")
        .quickVariants(REAL_TIME)
        .figures("ms", 1, LiveRun.P50, LiveRun.P99)
        .figures("rows", 0, LiveRun.ROWS)
        .figures("cores", 2, LiveRun.CORES)
        .goals(goals())
        .measuredBy(environment -> new SparkLatency(environment)::measure);
  }

  private static List<Goal> goals() {
    List<Goal> goals = new ArrayList<>();
    for (String job : List.of(CANDLES, "book", "all")) {
      goals.add(Goal.atMost(LiveRun.P50, job, 300));
      goals.add(Goal.atMost(LiveRun.P99, job, 1_000));
    }
    goals.add(Goal.atMost(LiveRun.P50, REAL_TIME, 5));
    goals.add(Goal.atMost(LiveRun.P99, REAL_TIME, 50));
    return goals;
  }

  private Sample measure(String variant, int run) throws IOException, InterruptedException {
    String name = variant + '-' + run;
    try (BenchmarkTopic source = new BenchmarkTopic(broker.bootstrapServers(), "source-" + name)) {
      return ApplicationJob.exists(variant)
          ? application(variant, name, source)
          : plain(variant, name, source);
    }
  }

  private Sample plain(String query, String name, BenchmarkTopic source)
      throws IOException, InterruptedException {
    String address = broker.bootstrapServers();
    try (BenchmarkTopic output = new BenchmarkTopic(address, "rows-" + name)) {
      return live.measure(
          broker,
          source,
          List.of(output.name()),
          () ->
              Submissions.own(Submissions.application(), "dev.orderflow.benchmarks.spark.LiveJob")
                  .start(
                      processes.files(name),
                      query,
                      address,
                      source.name(),
                      output.name(),
                      processes.directory().resolve("checkpoint-" + name).toString()));
    }
  }

  private Sample application(String variant, String name, BenchmarkTopic source)
      throws IOException, InterruptedException {
    ApplicationJob job =
        new ApplicationJob(processes, variant, name, broker.bootstrapServers(), source.name())
            .with("--markets", VenueTopic.MARKET);
    if (!variant.equals(CANDLES)) {
      job.with("--on-touch-change");
    }
    return live.measure(broker, source, job.topics(), () -> job.submit(Submissions.application()));
  }
}
