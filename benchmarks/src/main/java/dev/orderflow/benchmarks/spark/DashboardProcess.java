package dev.orderflow.benchmarks.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orderflow.benchmarks.measure.Workshop;
import dev.orderflow.benchmarks.process.Processes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The dashboard's server in a process of its own, looked at as a browser does. */
final class DashboardProcess implements AutoCloseable {

  private static final Pattern ADDRESS = Pattern.compile("dashboard on (http://\\S+/)");
  private static final String DATA = "data:";
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration FRAME = Duration.ofSeconds(30);
  private static final double MICROS_PER_MILLI = 1_000;

  private final Process process;
  private final Path log;

  private DashboardProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts it on a free port.
   *
   * @param job the job whose rows it shows
   */
  static DashboardProcess start(
      Processes processes,
      Workshop workshop,
      String name,
      String broker,
      String source,
      Application job)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "dev.orderflow.dashboard.Dashboard",
                "--bootstrap-servers",
                broker,
                "--port",
                "0",
                "--topic",
                source));
    job.topics()
        .forEach((output, topic) -> arguments.addAll(List.of("--" + output + "-topic", topic)));
    String log = "dashboard-" + name;
    return new DashboardProcess(
        processes.java(
            log,
            List.of("-Xmx256m"),
            workshop.home().resolve("dashboard/target/orderflow-dashboard-0.1.0.jar").toString(),
            arguments),
        processes.log(log));
  }

  /**
   * What it says of the last minute.
   *
   * @return milliseconds by figure's name
   * @throws IOException where it does not say it in time
   */
  Map<String, Double> latencies() throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest events =
        HttpRequest.newBuilder(URI.create(address() + "events?market=btcusd&interval=1m"))
            .timeout(FRAME)
            .build();
    try (Stream<String> lines = client.send(events, HttpResponse.BodyHandlers.ofLines()).body()) {
      JsonNode latency =
          lines
              .filter(line -> line.startsWith(DATA))
              .map(line -> latency(line.substring(DATA.length())))
              .flatMap(Optional::stream)
              .findFirst()
              .orElseThrow(() -> new IOException("the dashboard says nothing of Spark's rows"));
      return Map.of(
          PageLatency.SPARK_P50, millis(latency, "spark", "p50"),
          PageLatency.SPARK_P99, millis(latency, "spark", "p99"),
          PageLatency.KAFKA_P50, millis(latency, "kafka", "p50"),
          PageLatency.KAFKA_P99, millis(latency, "kafka", "p99"));
    }
  }

  private static Optional<JsonNode> latency(String frame) {
    try {
      return Optional.ofNullable(new ObjectMapper().readTree(frame).findValue("latency"))
          .filter(latency -> latency.path("spark").isObject() && latency.path("kafka").isObject());
    } catch (IOException noJson) {
      throw new IllegalStateException("the dashboard sent no JSON", noJson);
    }
  }

  private static double millis(JsonNode latency, String hop, String quantile) {
    return latency.path(hop).path(quantile).asDouble() / MICROS_PER_MILLI;
  }

  private String address() throws IOException, InterruptedException {
    long end = System.nanoTime() + START.toNanos();
    while (process.isAlive() && System.nanoTime() < end) {
      Matcher matcher = ADDRESS.matcher(Files.readString(log));
      if (matcher.find()) {
        return matcher.group(1);
      }
      Thread.sleep(100);
    }
    throw new IOException("the dashboard does not start, see " + log);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
