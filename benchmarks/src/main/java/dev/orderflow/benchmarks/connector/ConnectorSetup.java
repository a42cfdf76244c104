package dev.orderflow.benchmarks.connector;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orderflow.benchmarks.feed.FrameRequest;
import dev.orderflow.benchmarks.feed.FrameSource;
import dev.orderflow.benchmarks.feed.FrameSource.OpenFeed;
import dev.orderflow.benchmarks.harness.Sample;
import dev.orderflow.benchmarks.process.CpuMeter;
import dev.orderflow.benchmarks.process.Environment;
import dev.orderflow.benchmarks.topic.ArrivedFrames;
import dev.orderflow.benchmarks.topic.BenchmarkTopic;
import dev.orderflow.benchmarks.topic.LatencyConsumer;
import dev.orderflow.runtime.BuildOutput;
import dev.orderflow.runtime.ChildProcess;
import dev.orderflow.runtime.KafkaBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * What every measurement of the connector needs: a broker, a source of frames, and two measures.
 */
final class ConnectorSetup {

  /** The figure of {@link #throughput}: frames a second. */
  static final String FRAMES = "frames";

  /** The figures of {@link #latency}: milliseconds. */
  static final List<String> LATENCIES = List.of("p50", "p90", "p99", "max");

  private static final String PRODUCER = "producer.override.";
  private static final int WARM_PART = 4;
  private static final long SKIPPED_SECONDS = 3;
  private static final int SPARE_FRAMES = 2;

  private final KafkaBroker broker;
  private final FrameSource source;
  private final Map<String, String> shipped = new LinkedHashMap<>();

  ConnectorSetup(Environment environment) throws IOException, InterruptedException {
    broker = environment.broker();
    source = new FrameSource(environment);
    new ObjectMapper()
        .readTree(BuildOutput.find().connectConfig().resolve("bitstamp-source.json").toFile())
        .path("config")
        .properties()
        .forEach(setting -> shipped.put(setting.getKey(), setting.getValue().asText()));
  }

  KafkaBroker broker() {
    return broker;
  }

  FrameSource source() {
    return source;
  }

  /** Makes a run's topic. */
  BenchmarkTopic topic(String name) throws IOException, InterruptedException {
    return new BenchmarkTopic(broker.bootstrapServers(), name);
  }

  /** The shipped configuration, reading orders of a feed into a topic that is there already. */
  Map<String, String> connector(OpenFeed feed, BenchmarkTopic topic) {
    Map<String, String> settings = new LinkedHashMap<>(shipped);
    settings.keySet().removeIf(name -> name.startsWith("topic.creation."));
    settings.put("topic", topic.name());
    settings.put("channels", "live_orders");
    settings.put("markets", FrameSource.MARKET);
    settings.put("websocket.url", feed.webSocketUrl());
    settings.put("http.url", feed.httpUrl());
    return settings;
  }

  /** What the program is told: to read orders with the connector's producer settings. */
  String run(OpenFeed feed, BenchmarkTopic topic) {
    String settings =
        new TreeMap<>(shipped)
            .entrySet().stream()
                .filter(setting -> setting.getKey().startsWith(PRODUCER))
                .map(s -> ' ' + s.getKey().substring(PRODUCER.length()) + '=' + s.getValue())
                .collect(Collectors.joining());
    return runWithDefaults(feed, topic) + settings;
  }

  /** What the program is told: to read orders with the producer's own settings. */
  String runWithDefaults(OpenFeed feed, BenchmarkTopic topic) {
    return feed.webSocketUrl() + ' ' + topic.name() + ' ' + FrameSource.CHANNEL;
  }

  /**
   * How fast a client fills a topic: over the last three quarters of its records, when all is under
   * way. Then the topic is read back, and must have each frame once and in order.
   *
   * <p>The processor time of the task's own thread is told apart: on a machine with a core for each
   * thread it would be the slowest, and what a task can move at most.
   *
   * @param frames how many the client moves
   * @param checked whether they are frames of the source
   */
  Sample throughput(Client client, BenchmarkTopic topic, long frames, boolean checked)
      throws IOException, InterruptedException {
    client.start();
    long first = topic.awaitCount(frames / WARM_PART);
    long began = System.nanoTime();
    Map<String, ChildProcess> measured = new LinkedHashMap<>();
    measured.put("client", client.process());
    measured.put("broker", broker.process());
    measured.put("source", source.process());
    CpuMeter cpu = new CpuMeter(measured);
    double task = Client.Connector.taskMicros(client.process());
    long last = topic.awaitCount(frames);
    double seconds = (System.nanoTime() - began) / 1e9;
    double moved = last - first;
    Map<String, Double> times = new LinkedHashMap<>(cpu.perRecord(moved));
    double thread = (Client.Connector.taskMicros(client.process()) - task) / moved;
    if (thread > 0) {
      times.put("of client: task thread", thread);
    }
    if (checked) {
      ArrivedFrames.check(topic, frames);
    }
    client.stop();
    return new Sample(Map.of(FRAMES, moved / seconds), times);
  }

  /**
   * What a client is to move to have its latency measured.
   *
   * @param rate frames a second
   * @param measured frames whose age counts
   */
  static FrameRequest latencyRequest(long rate, long measured) {
    // More than are counted: the client's end is not awaited.
    return FrameRequest.paced(SPARE_FRAMES * (rate * SKIPPED_SECONDS + measured), rate);
  }

  /**
   * How old frames are when a consumer of the topic has them, after three seconds.
   *
   * @param client moves the frames of a {@link #latencyRequest}
   * @param measured frames whose age counts
   * @return milliseconds by the names in {@link #LATENCIES}
   */
  Map<String, Double> latency(Client client, BenchmarkTopic topic, long rate, long measured)
      throws IOException, InterruptedException {
    try (LatencyConsumer consumer =
        LatencyConsumer.of(
            broker.bootstrapServers(), topic.name(), record -> sentAt(record.value()))) {
      client.start();
      consumer.awaitSeen(rate * SKIPPED_SECONDS, client.process());
      consumer.count(measured);
      consumer.awaitCounted(measured, client.process());
      client.stop();
      Histogram ages = consumer.end();
      Map<String, Double> figures = new LinkedHashMap<>();
      for (String name : LATENCIES) {
        double percentile = name.equals("max") ? 100 : Double.parseDouble(name.substring(1));
        figures.put(name, LatencyConsumer.millis(ages, percentile));
      }
      return figures;
    }
  }

  /** What the connector adds of its own is no frame. */
  private static OptionalLong sentAt(byte[] value) {
    String text = new String(value, StandardCharsets.ISO_8859_1);
    return text.startsWith("{\"data\":{\"id\":")
        ? OptionalLong.of(ArrivedFrames.micros(text))
        : OptionalLong.empty();
  }
}
