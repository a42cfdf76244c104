package dev.orderflow.benchmarks.connector;

import dev.orderflow.benchmarks.feed.FrameRequest;
import dev.orderflow.benchmarks.feed.FrameSource.OpenFeed;
import dev.orderflow.benchmarks.harness.Benchmark;
import dev.orderflow.benchmarks.harness.Goal;
import dev.orderflow.benchmarks.harness.Sample;
import dev.orderflow.benchmarks.process.CpuMeter;
import dev.orderflow.benchmarks.process.Environment;
import dev.orderflow.benchmarks.topic.BenchmarkTopic;
import dev.orderflow.runtime.ConnectWorker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a task costs that waits, and one that works at some rate: processor time, and what is
 * reachable in the worker after a full collection at the end.
 */
public final class ConnectorLoad {

  private static final String WORKER = "worker";
  private static final String TASK = "task";
  private static final String BROKER = "broker";
  private static final String MOVED = "moved";
  private static final String LIVE = "live";
  private static final String ABOVE = "above no-task";
  private static final String EMPTY = "no-task";
  private static final String IDLE = "idle";
  private static final String AT = "at-";
  private static final List<Long> RATES = List.of(100L, 1_000L, 10_000L, 50_000L, 100_000L);
  private static final long SETTLE_SECONDS = 4;
  private static final double MICROS = 1e6;
  private static final double PERCENT = 100;
  private static final double MEGABYTE = 1 << 20;
  private static final Pattern HEAP = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

  private final long seconds;
  private final ConnectorSetup setup;
  private final ConnectWorker worker;

  /** What the worker needs without a task, % of a core; measured first in every round. */
  private double withoutTask;

  /** What is reachable in the worker without a task, MiB; likewise. */
  private double liveWithoutTask;

  private ConnectorLoad(Environment environment) throws IOException, InterruptedException {
    seconds = environment.seconds(10, 2);
    setup = new ConnectorSetup(environment);
    worker =
        environment.worker("worker", setup.broker(), List.of("-Xms512m", "-Xmx512m"), Map.of());
  }

  /** The benchmark. */
  public static Benchmark benchmark() {
    Benchmark.Builder benchmark =
        Benchmark.named(
                "connector-load",
                "Connector: processor time and memory of a task by rate of frames")
            .variant(EMPTY, "the worker without a connector")
            .variant(IDLE, "connected, and nothing comes");
    RATES.forEach(rate -> benchmark.variant(AT + rate, "frames/s"));
    return benchmark
        .quickVariants()
        .figures("% of a core", 2, WORKER, TASK, BROKER)
        .figures("frames/s", 0, MOVED)
        .figures("MiB", 1, LIVE, ABOVE)
        .goals(
            List.of(
                Goal.atMost(TASK, IDLE, 1),
                Goal.atLeast(MOVED, AT + 100_000, 99_000),
                Goal.neverAbove(ABOVE, AT + 10_000, 128)))
        .warmUpRounds(1)
        .measuredBy(environment -> new ConnectorLoad(environment)::measure);
  }

  private Sample measure(String variant, int run) throws IOException, InterruptedException {
    long rate = variant.startsWith(AT) ? Long.parseLong(variant.substring(AT.length())) : 0;
    FrameRequest request =
        rate == 0
            ? FrameRequest.fast(0)
            : FrameRequest.paced(rate * 10 * (seconds + SETTLE_SECONDS), rate);
    try (BenchmarkTopic topic = setup.topic(variant + "-" + run);
        OpenFeed feed = setup.source().open(request)) {
      if (variant.equals(EMPTY)) {
        Sample sample = use(topic);
        withoutTask = sample.figures().get(WORKER);
        liveWithoutTask = sample.figures().get(LIVE);
        return sample;
      }
      Client client = new Client.Connector(worker, topic.name(), setup.connector(feed, topic));
      client.start();
      Sample sample = use(topic);
      client.stop();
      Map<String, Double> figures = new LinkedHashMap<>(sample.figures());
      figures.put(TASK, figures.get(WORKER) - withoutTask);
      figures.put(ABOVE, figures.get(LIVE) - liveWithoutTask);
      return new Sample(figures, sample.cpu());
    }
  }

  private Sample use(BenchmarkTopic topic) throws IOException, InterruptedException {
    TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
    long first = topic.count();
    long began = System.nanoTime();
    CpuMeter cpu = new CpuMeter(Map.of(WORKER, worker.process(), BROKER, setup.broker().process()));
    TimeUnit.SECONDS.sleep(seconds);
    Map<String, Double> used = cpu.perRecord(1);
    double took = (System.nanoTime() - began) / 1e9;
    double moved = topic.count() - first;
    Map<String, Double> figures = new LinkedHashMap<>();
    used.forEach((process, micros) -> figures.put(process, micros / MICROS / took * PERCENT));
    figures.put(MOVED, moved / took);
    figures.put(LIVE, liveMegabytes());
    Map<String, Double> each = new LinkedHashMap<>();
    if (moved > 0) {
      used.forEach((process, micros) -> each.put(process, micros / moved));
    }
    return new Sample(figures, each);
  }

  /** What is reachable in the worker after a full collection that this asks for. */
  private double liveMegabytes() throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(worker.process().handle().pid()),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    jcmd.waitFor();
    Matcher total = HEAP.matcher(histogram);
    if (!total.find()) {
      throw new IOException("no heap of the worker: " + histogram.strip());
    }
    return Long.parseLong(total.group(1)) / MEGABYTE;
  }
}
