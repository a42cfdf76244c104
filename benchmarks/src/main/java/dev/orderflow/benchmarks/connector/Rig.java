package dev.orderflow.benchmarks.connector;

import dev.orderflow.benchmarks.feed.FrameServer;
import dev.orderflow.benchmarks.feed.StreamRequest;
import dev.orderflow.benchmarks.measure.Workshop;
import dev.orderflow.benchmarks.process.BenchmarkBroker;
import dev.orderflow.benchmarks.process.BenchmarkWorker;
import dev.orderflow.benchmarks.process.Dialogue;
import dev.orderflow.benchmarks.process.Processes;
import dev.orderflow.benchmarks.program.MinimalProgram;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The processes that every measurement of the connector needs: broker, worker, frame source. */
final class Rig implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final List<String> SMALL = List.of("-Xmx256m", "-XX:+UseSerialGC");

  private final Workshop workshop;
  private final Processes processes;
  private final BenchmarkBroker broker;
  private final Process source;
  private final int port;

  Rig(Workshop workshop) throws IOException, InterruptedException {
    this.workshop = workshop;
    processes = new Processes(workshop.home(), workshop.directory());
    broker = BenchmarkBroker.start(processes, workshop.directory());
    source = processes.own("source", SMALL, List.of(FrameServer.class.getName()));
    port =
        Integer.parseInt(
            new Dialogue(source, processes.log("source")).hear("port=", PATIENCE).strip());
  }

  BenchmarkBroker broker() {
    return broker;
  }

  Process source() {
    return source;
  }

  Processes processes() {
    return processes;
  }

  /** Starts a worker with Kafka's default collector. */
  BenchmarkWorker worker(String name, List<String> jvmOptions, Map<String, String> settings)
      throws IOException, InterruptedException {
    return BenchmarkWorker.start(
        name,
        processes,
        workshop.home(),
        workshop.directory(),
        broker.address(),
        jvmOptions,
        settings);
  }

  /** Starts the program that the connector is compared with. */
  Dialogue program(List<String> jvmOptions) throws IOException {
    return dialogue("program", MinimalProgram.class.getName(), jvmOptions);
  }

  /** Starts a program of the benchmarks that is told what to do. */
  Dialogue dialogue(String name, String mainClass, List<String> jvmOptions) throws IOException {
    return new Dialogue(
        processes.own(name, jvmOptions, List.of(mainClass, broker.address())), processes.log(name));
  }

  /** Starts a program that is made of somebody else's library, and is told what to do. */
  Dialogue rival(String name, String mainClass, List<String> jvmOptions) throws IOException {
    return new Dialogue(
        processes.rival(name, jvmOptions, List.of(mainClass, broker.address())),
        processes.log(name));
  }

  /** What begins a run of a program that reads this source's orders. */
  String run(StreamRequest request, String topic, String producerSettings) {
    return run(url(request), topic, "live_orders_btcusd", producerSettings);
  }

  /** What begins a run of a program, see {@code ProducerRuns}. */
  static String run(String url, String topic, String channel, String producerSettings) {
    return url + ' ' + topic + ' ' + channel + producerSettings;
  }

  String url(StreamRequest request) {
    return "ws://127.0.0.1:" + port + "/?" + request.query();
  }

  /** The shipped configuration, reading orders from this source into a topic. */
  Map<String, String> connector(BenchmarkWorker worker, StreamRequest request, String topic)
      throws IOException {
    Map<String, String> settings = connector(worker, topic);
    settings.put("channels", "live_orders");
    settings.put("markets", String.join(",", request.symbols()));
    settings.put("websocket.url", url(request));
    settings.put("http.url", "http://127.0.0.1:" + port);
    settings.put("connections", Integer.toString(request.connections()));
    return settings;
  }

  /** The shipped configuration into a topic that is there already. */
  Map<String, String> connector(BenchmarkWorker worker, String topic) throws IOException {
    Map<String, String> settings = new LinkedHashMap<>(worker.shipped());
    settings.put("topic", topic);
    settings.keySet().removeIf(name -> name.startsWith("topic.creation."));
    return settings;
  }

  /** The shipped configuration's producer settings, as a producer itself names them. */
  static String producerSettings(BenchmarkWorker worker) throws IOException {
    StringBuilder words = new StringBuilder();
    new TreeMap<>(worker.shipped())
        .forEach(
            (name, value) -> {
              if (name.startsWith("producer.override.")) {
                words.append(' ').append(name.substring("producer.override.".length()));
                words.append('=').append(value);
              }
            });
    return words.toString();
  }

  @Override
  public void close() throws IOException {
    source.destroy();
    broker.close();
  }
}
