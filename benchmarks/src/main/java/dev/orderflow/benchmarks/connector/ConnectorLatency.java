package dev.orderflow.benchmarks.connector;

import dev.orderflow.benchmarks.feed.FrameSource.OpenFeed;
import dev.orderflow.benchmarks.harness.Benchmark;
import dev.orderflow.benchmarks.harness.Goal;
import dev.orderflow.benchmarks.harness.Sample;
import dev.orderflow.benchmarks.process.ControlledProgram;
import dev.orderflow.benchmarks.process.Environment;
import dev.orderflow.benchmarks.topic.BenchmarkTopic;
import dev.orderflow.runtime.ConnectWorker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How old a frame is when a consumer of the topic has it, by rate, against the program's. */
public final class ConnectorLatency {

  private static final List<Long> RATES = List.of(100L, 1_000L, 10_000L);
  private static final String PROGRAM = "program-";
  private static final String CONNECTOR = "connector-";
  private static final List<String> HEAP = List.of("-Xms512m", "-Xmx512m");

  /** A 99th percentile of fewer would rest on a handful. */
  private static final long FEWEST_FRAMES = 2_000;

  private final Environment environment;
  private final ConnectorSetup setup;
  private final ConnectWorker worker;
  private final ControlledProgram program;

  private ConnectorLatency(Environment environment) throws IOException, InterruptedException {
    this.environment = environment;
    setup = new ConnectorSetup(environment);
    worker = environment.worker("worker", setup.broker(), HEAP, Map.of());
    program = OkHttpProgram.start(environment, HEAP, setup.broker());
  }

  /** The benchmark. */
  public static Benchmark benchmark() {
    Benchmark.Builder benchmark =
        Benchmark.named(
            "connector-latency",
            "Connector: from a frame written to the socket to a consumer that has it");
    for (long rate : RATES) {
      benchmark
          .variant(PROGRAM + rate, "the program with the same producer settings")
          .variant(CONNECTOR + rate, "the shipped configuration");
    }
    return benchmark
        .quickVariants(PROGRAM + 1_000, CONNECTOR + 1_000)
        .figures("ms", 2, ConnectorSetup.LATENCIES.toArray(String[]::new))
        .goals(goals())
        .warmUpRounds(1)
        .measuredBy(environment -> new ConnectorLatency(environment)::measure);
  }

  private static List<Goal> goals() {
    List<Goal> goals = new ArrayList<>();
    goals.add(Goal.atMost("p50", CONNECTOR + 1_000, 1));
    goals.add(Goal.atMost("p99", CONNECTOR + 1_000, 10));
    for (long rate : RATES) {
      goals.add(Goal.atMost("p50", CONNECTOR + rate, 1.2, PROGRAM + rate));
      goals.add(Goal.atMost("p99", CONNECTOR + rate, 1.2, PROGRAM + rate));
    }
    return goals;
  }

  private Sample measure(String variant, int run) throws IOException, InterruptedException {
    long rate = Long.parseLong(variant.substring(variant.indexOf('-') + 1));
    long frames = rate * environment.seconds(4, 2);
    long measured = environment.quick() ? frames : Math.max(FEWEST_FRAMES, frames);
    try (BenchmarkTopic topic = setup.topic(variant + "-" + run);
        OpenFeed feed = setup.source().open(ConnectorSetup.latencyRequest(rate, measured))) {
      Client client =
          variant.startsWith(PROGRAM)
              ? new Client.Program(program, setup.run(feed, topic))
              : new Client.Connector(worker, topic.name(), setup.connector(feed, topic));
      return Sample.of(setup.latency(client, topic, rate, measured));
    }
  }
}
