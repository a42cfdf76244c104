package dev.orderflow.benchmarks.connector;

import dev.orderflow.benchmarks.feed.FrameRequest;
import dev.orderflow.benchmarks.feed.FrameSource.OpenFeed;
import dev.orderflow.benchmarks.feed.PrebuiltSourceConnector;
import dev.orderflow.benchmarks.harness.Benchmark;
import dev.orderflow.benchmarks.harness.Goal;
import dev.orderflow.benchmarks.harness.Sample;
import dev.orderflow.benchmarks.process.ControlledProgram;
import dev.orderflow.benchmarks.process.Environment;
import dev.orderflow.benchmarks.topic.BenchmarkTopic;
import dev.orderflow.runtime.BuildOutput;
import dev.orderflow.runtime.ConnectWorker;
import dev.orderflow.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How many frames a second one task moves from a WebSocket into a topic, committed.
 *
 * <p>Worker and programs live through all rounds, so that their compilers are warm.
 */
public final class ConnectorThroughput {

  private static final String FRAMES = ConnectorSetup.FRAMES;
  private static final String LIMIT = "connect";
  private static final String PROGRAM = "program";
  private static final String DEFAULTS = "program-defaults";
  private static final String RAW = "raw";
  private static final String CONTINUITY = "continuity";
  private static final String TWO = "two-sockets";
  private static final String STRUCT = "struct";
  private static final String EOS = "exactly-once";
  private static final List<String> HEAP = List.of("-Xms1g", "-Xmx1g");

  private final long frames;
  private final ConnectorSetup setup;
  private final ConnectWorker worker;
  private final ConnectWorker exactlyOnce;
  private final ControlledProgram program;

  private ConnectorThroughput(Environment environment) throws IOException, InterruptedException {
    frames = environment.records(1_500_000, 100_000);
    setup = new ConnectorSetup(environment);
    Map<String, String> plugins = Map.of("plugin.path", plugins(environment));
    worker = environment.worker("worker", setup.broker(), HEAP, plugins);
    exactlyOnce =
        environment.worker(
            "worker-eos", setup.broker(), HEAP, Map.of("exactly.once.source.support", "enabled"));
    program = OkHttpProgram.start(environment, HEAP, setup.broker());
  }

  /** The benchmark. */
  public static Benchmark benchmark() {
    return Benchmark.named(
            "connector-throughput",
            "Connector: frames from a WebSocket to committed in Kafka, one task")
        .variant(LIMIT, "Connect with records made before: a task that does nothing")
        .variant(PROGRAM, "OkHttp and a producer with the same settings")
        .variant(DEFAULTS, "the same with the producer's defaults")
        .variant(RAW, "frames as they came, nothing to check or repair")
        .variant(CONTINUITY, "the shipped configuration: the chain of ids proven, book fetched")
        .variant(TWO, "the same over two sockets, merged")
        .variant(STRUCT, "the same as typed records, JSON without schemas")
        .variant(EOS, "the same exactly once, a transaction each 100 ms")
        .limit(LIMIT)
        .figures("frames/s", 0, FRAMES)
        .goals(
            List.of(
                Goal.atLeast(FRAMES, RAW, 0.9, LIMIT),
                Goal.atLeast(FRAMES, RAW, 1.0, PROGRAM),
                Goal.atLeast(FRAMES, RAW, 1.0, DEFAULTS),
                Goal.atLeast(FRAMES, RAW, 100_000),
                Goal.atLeast(FRAMES, CONTINUITY, 0.9, RAW),
                Goal.atLeast(FRAMES, TWO, 0.8, RAW),
                Goal.atLeast(FRAMES, STRUCT, 0.5, RAW),
                Goal.atLeast(FRAMES, EOS, 0.8, RAW)))
        .warmUpRounds(2)
        .measuredBy(environment -> new ConnectorThroughput(environment)::measure);
  }

  /** The connector and, beside it, the limit's own connector with what it needs. */
  private static String plugins(Environment environment) throws IOException {
    Path own = Files.createDirectories(environment.directory().resolve("plugins/benchmarks"));
    for (Class<?> each : List.of(PrebuiltSourceConnector.class, Simulator.class)) {
      Path jar = Environment.jarOf(each);
      Files.copy(jar, own.resolve(jar.getFileName()));
    }
    return BuildOutput.find().connectorPlugins() + "," + own.getParent();
  }

  private Sample measure(String variant, int run) throws IOException, InterruptedException {
    FrameRequest request =
        switch (variant) {
          case RAW -> FrameRequest.fast(frames).withoutChain();
          case TWO -> FrameRequest.fast(frames).over(2);
          default -> FrameRequest.fast(frames);
        };
    try (BenchmarkTopic topic = setup.topic(variant + "-" + run);
        OpenFeed feed = setup.source().open(request)) {
      Client client =
          switch (variant) {
            case PROGRAM -> new Client.Program(program, setup.run(feed, topic));
            case DEFAULTS -> new Client.Program(program, setup.runWithDefaults(feed, topic));
            default ->
                new Client.Connector(
                    variant.equals(EOS) ? exactlyOnce : worker,
                    topic.name(),
                    settings(variant, setup.connector(feed, topic)));
          };
      return setup.throughput(client, topic, frames, !variant.equals(LIMIT));
    }
  }

  private Map<String, String> settings(String variant, Map<String, String> settings) {
    switch (variant) {
      case LIMIT -> {
        settings.put("connector.class", PrebuiltSourceConnector.class.getName());
        settings.put("records", Long.toString(frames));
      }
      case RAW -> {
        settings.put("repair.enabled", "false");
        settings.put("snapshots.enabled", "false");
      }
      case TWO -> settings.put("connections", "2");
      case STRUCT -> {
        settings.put("value.format", "struct");
        settings.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
        settings.put("value.converter.schemas.enable", "false");
      }
      case EOS -> {
        settings.put("exactly.once.support", "required");
        settings.put("transaction.boundary", "interval");
        settings.put("transaction.boundary.interval.ms", "100");
      }
      default -> {
        // The shipped configuration.
      }
    }
    return settings;
  }
}
