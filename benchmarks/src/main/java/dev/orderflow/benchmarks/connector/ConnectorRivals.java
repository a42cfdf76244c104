package dev.orderflow.benchmarks.connector;

import dev.orderflow.benchmarks.feed.FrameRequest;
import dev.orderflow.benchmarks.feed.FrameSource;
import dev.orderflow.benchmarks.feed.FrameSource.OpenFeed;
import dev.orderflow.benchmarks.harness.Benchmark;
import dev.orderflow.benchmarks.harness.Environment;
import dev.orderflow.benchmarks.harness.Goal;
import dev.orderflow.benchmarks.harness.Sample;
import dev.orderflow.benchmarks.process.ControlledProgram;
import dev.orderflow.benchmarks.program.XchangeProgram;
import dev.orderflow.benchmarks.topic.BenchmarkTopic;
import dev.orderflow.runtime.ConnectWorker;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How fast what one would use instead of the connector moves the same frames, and how soon a
 * consumer has them; what each loses is another benchmark's, {@link ConnectorFaults}.
 */
public final class ConnectorRivals {

  private static final String CONNECTOR = "connector";
  private static final String XCHANGE = "xchange";
  private static final String FRAMES = ConnectorSetup.FRAMES;
  private static final String P50 = "p50";
  private static final String P99 = "p99";
  private static final long RATE = 1_000;
  private static final List<String> HEAP = List.of("-Xms1g", "-Xmx1g");

  private final ConnectorSetup setup;
  private final ConnectWorker worker;
  private final ControlledProgram xchange;

  private ConnectorRivals(Environment environment) throws IOException, InterruptedException {
    setup = new ConnectorSetup(environment);
    worker = setup.worker("worker", HEAP, Map.of());
    xchange = setup.program(XCHANGE, HEAP, XchangeProgram.class);
  }

  /** The benchmark. */
  public static Benchmark benchmark() {
    return Benchmark.named(
            "connector-rivals",
            "Connector: against XChange's stream, throughput, and latency at 1,000 frames/s")
        .variant(CONNECTOR, "the shipped configuration")
        .variant(XCHANGE, "XChange's stream 5.2.0 and a producer with the same settings")
        .quickVariants()
        .figures("frames/s", 0, FRAMES)
        .figures("ms", 2, P50, P99)
        .goals(
            List.of(
                Goal.atLeast(FRAMES, CONNECTOR, 1, XCHANGE),
                Goal.atMost(P50, CONNECTOR, 1.2, XCHANGE),
                Goal.atMost(P99, CONNECTOR, 1.2, XCHANGE)))
        .warmUpRounds(1)
        .measuredBy(environment -> new ConnectorRivals(environment)::measure);
  }

  private Sample measure(String variant, int run) throws IOException, InterruptedException {
    long frames = setup.scale().records(600_000, 50_000);
    long measured = RATE * setup.scale().seconds(4, 2);
    Sample moved;
    try (BenchmarkTopic topic = setup.topic(variant + "-moved-" + run);
        OpenFeed feed = setup.open(of(variant, FrameRequest.fast(frames)))) {
      moved = setup.throughput(client(variant, feed, topic), topic, frames, true);
    }
    try (BenchmarkTopic topic = setup.topic(variant + "-aged-" + run);
        OpenFeed feed = setup.open(of(variant, ConnectorSetup.latencyRequest(RATE, measured)))) {
      Map<String, Double> figures =
          new HashMap<>(setup.latency(client(variant, feed, topic), topic, RATE, measured));
      figures.keySet().retainAll(List.of(P50, P99));
      figures.putAll(moved.figures());
      return new Sample(figures, moved.cpu());
    }
  }

  private static FrameRequest of(String variant, FrameRequest request) {
    return variant.equals(XCHANGE) ? request.of(FrameRequest.Kind.NAMED_TRADE) : request;
  }

  private Client client(String variant, OpenFeed feed, BenchmarkTopic topic) {
    return variant.equals(XCHANGE)
        ? Client.program(xchange, setup.run(feed.webSocketUrl(), FrameSource.CHANNEL, topic))
        : new Client.Connector(worker, topic.name(), setup.connector(feed, topic));
  }
}
