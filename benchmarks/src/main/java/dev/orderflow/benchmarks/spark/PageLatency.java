package dev.orderflow.benchmarks.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orderflow.benchmarks.harness.Benchmark;
import dev.orderflow.benchmarks.harness.Sample;
import dev.orderflow.benchmarks.process.Environment;
import dev.orderflow.benchmarks.topic.BenchmarkTopic;
import dev.orderflow.benchmarks.topic.LatencyConsumer;
import dev.orderflow.runtime.BuildOutput;
import dev.orderflow.runtime.ChildProcess;
import dev.orderflow.runtime.JavaCommand;
import dev.orderflow.runtime.KafkaBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How old what the page shows is when the dashboard sends it, by the trigger of the Spark jobs.
 *
 * <p>The figures are the dashboard's own, which every browser gets: of the last minute, the age of
 * records of the source topic and of rows that Spark made of them, each from the receipt of their
 * cause. What a browser adds is measured in the browser.
 */
public final class PageLatency {

  private static final String TRIGGER = "trigger-";

  /** Whose rows: those that Spark made, and records of the source topic. */
  private static final List<String> HOPS = List.of("spark", "kafka");

  private static final List<String> PERCENTILES = List.of("p50", "p99");
  private static final double MICROS_PER_MILLI = 1_000;
  private static final Duration WARM_UP = Duration.ofSeconds(20);

  /** The dashboard's percentiles are of the last minute; what came while Spark warmed up goes. */
  private static final Duration COUNTED = Duration.ofSeconds(65);

  private static final Duration DASHBOARD_STARTS = Duration.ofSeconds(60);
  private static final Duration FRAME_COMES = Duration.ofSeconds(30);
  private static final Pattern ADDRESS = Pattern.compile("dashboard on (http://\\S+/)");
  private static final String DATA = "data:";

  private final Environment environment;
  private final KafkaBroker broker;

  private PageLatency(Environment environment) throws IOException, InterruptedException {
    this.environment = environment;
    broker = environment.broker();
  }

  /** The benchmark. */
  public static Benchmark benchmark() {
    return Benchmark.named(
            "page-latency",
            "From an event on the wire to the page's number, by the trigger of the Spark jobs")
        .variant(TRIGGER + "0s", "the default: a batch begins when the last one has ended")
        .variant(TRIGGER + "1s", "a batch every second")
        .variant(TRIGGER + "5s", "a batch every five seconds")
        .quickVariants(TRIGGER + "0s")
        .figures("ms", 0, "spark p50", "spark p99", "kafka p50", "kafka p99")
        .measuredBy(environment -> new PageLatency(environment)::measure);
  }

  private Sample measure(String variant, int run) throws IOException, InterruptedException {
    String name = variant + '-' + run;
    String address = broker.bootstrapServers();
    try (BenchmarkTopic source = new BenchmarkTopic(address, "source-" + name)) {
      ApplicationJob job =
          new ApplicationJob(environment, "all", name, address, source.name())
              .with("--markets", MarketTopic.MARKET)
              .with("--trigger", variant.substring(TRIGGER.length()));
      try (ChildProcess spark = job.submit();
          LatencyConsumer rows = LatencyConsumer.ofRows(address, job.topics());
          MarketTopic market = MarketTopic.live(address, source.name())) {
        rows.awaitSeen(1, spark);
        ApplicationJob.runFor(environment.quick() ? Duration.ZERO : WARM_UP, spark);
        try (ChildProcess dashboard = dashboard(name, source, job)) {
          ApplicationJob.runFor(environment.quick() ? Duration.ofSeconds(3) : COUNTED, spark);
          Sample sample = Sample.of(latencies(dashboard));
          if (market.written() == 0) {
            throw new IOException("the market wrote nothing");
          }
          return sample;
        }
      }
    }
  }

  private ChildProcess dashboard(String name, BenchmarkTopic source, ApplicationJob job)
      throws IOException {
    List<String> arguments = new ArrayList<>(job.topicOptions());
    arguments.addAll(List.of("--bootstrap-servers", broker.bootstrapServers()));
    arguments.addAll(List.of("--port", "0", "--topic", source.name()));
    return ChildProcess.start(
        JavaCommand.jar(BuildOutput.find().dashboard(), arguments.toArray(String[]::new))
            .withOptions("-Xmx256m"),
        environment.files("dashboard-" + name));
  }

  /** What the dashboard says of the last minute, as a browser hears it; ms by figure's name. */
  private static Map<String, Double> latencies(ChildProcess dashboard)
      throws IOException, InterruptedException {
    dashboard.await("listening", DASHBOARD_STARTS, () -> address(dashboard).find());
    Matcher address = address(dashboard);
    address.find();
    HttpRequest events =
        HttpRequest.newBuilder(
                URI.create(
                    address.group(1) + "events?market=" + MarketTopic.MARKET + "&interval=1m"))
            .timeout(FRAME_COMES)
            .build();
    try (Stream<String> lines =
        HttpClient.newHttpClient().send(events, HttpResponse.BodyHandlers.ofLines()).body()) {
      for (String line : (Iterable<String>) lines::iterator) {
        JsonNode latency = line.startsWith(DATA) ? latency(line) : null;
        if (latency != null && HOPS.stream().allMatch(hop -> latency.path(hop).isObject())) {
          return figures(latency);
        }
      }
    }
    throw new IOException("the dashboard says nothing of Spark's rows");
  }

  private static Matcher address(ChildProcess dashboard) {
    return ADDRESS.matcher(dashboard.output());
  }

  private static JsonNode latency(String line) throws IOException {
    return new ObjectMapper().readTree(line.substring(DATA.length())).findValue("latency");
  }

  private static Map<String, Double> figures(JsonNode latency) {
    Map<String, Double> figures = new LinkedHashMap<>();
    for (String hop : HOPS) {
      for (String percentile : PERCENTILES) {
        double micros = latency.path(hop).path(percentile).asDouble();
        figures.put(hop + " " + percentile, micros / MICROS_PER_MILLI);
      }
    }
    return figures;
  }
}
