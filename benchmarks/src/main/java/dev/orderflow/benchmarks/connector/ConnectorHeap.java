package dev.orderflow.benchmarks.connector;

import dev.orderflow.benchmarks.feed.FrameRequest;
import dev.orderflow.benchmarks.feed.FrameSource.OpenFeed;
import dev.orderflow.benchmarks.harness.Benchmark;
import dev.orderflow.benchmarks.harness.Goal;
import dev.orderflow.benchmarks.harness.Sample;
import dev.orderflow.benchmarks.process.Environment;
import dev.orderflow.benchmarks.topic.BenchmarkTopic;
import dev.orderflow.runtime.ConnectWorker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a task's memory stays where it is: what is reachable in the worker after full
 * collections, without a task and while one moves 10,000 frames/s.
 */
public final class ConnectorHeap {

  private static final String EMPTY = "no-task";
  private static final String BUSY = "at-10000";
  private static final String FIRST = "live, first third";
  private static final String LAST = "live, last third";
  private static final String MOST = "live, most";
  private static final String ABOVE = "most above no task";
  private static final String RESIDENT = "resident";
  private static final String MOVED = "moved";
  private static final long RATE = 10_000;
  private static final int LOOKS = 15;
  private static final Pattern HISTOGRAM_TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
  private static final Pattern RESIDENT_SIZE = Pattern.compile("VmRSS:\\s+(\\d+)");
  private static final double BYTES_PER_MEGABYTE = 1 << 20;
  private static final double KILOBYTES_PER_MEGABYTE = 1 << 10;

  private final long seconds;
  private final ConnectorSetup setup;
  private final ConnectWorker worker;

  /** What the worker needs without a task, MiB; measured first in every round. */
  private double empty;

  private ConnectorHeap(Environment environment) throws IOException, InterruptedException {
    seconds = environment.seconds(180, 3);
    setup = new ConnectorSetup(environment);
    worker = setup.worker("worker", List.of("-Xmx512m"), Map.of());
  }

  /** The benchmark. */
  public static Benchmark benchmark() {
    return Benchmark.named("connector-heap", "Connector: memory of the worker at 10,000 frames/s")
        .variant(EMPTY, "the worker without a connector")
        .variant(BUSY, "the shipped configuration at 10,000 frames/s")
        .quickVariants()
        .figures("MiB", 1, FIRST, LAST, MOST, ABOVE)
        .figures("MiB", 0, RESIDENT)
        .figures("frames", 0, MOVED)
        .goals(List.of(Goal.neverAbove(ABOVE, BUSY, 128)))
        .measuredBy(environment -> new ConnectorHeap(environment)::measure);
  }

  private Sample measure(String variant, int run) throws IOException, InterruptedException {
    if (variant.equals(EMPTY)) {
      empty = live();
      return Sample.of(Map.of(MOST, empty, RESIDENT, resident()));
    }
    try (BenchmarkTopic topic = setup.topic(variant + "-" + run);
        OpenFeed feed = setup.open(FrameRequest.paced(RATE * 10 * seconds, RATE))) {
      Client client = new Client.Connector(worker, topic.name(), setup.connector(feed, topic));
      client.start();
      topic.awaitCount(RATE);
      List<Double> live = new ArrayList<>();
      for (int i = 0; i < LOOKS; i++) {
        TimeUnit.MILLISECONDS.sleep(TimeUnit.SECONDS.toMillis(seconds) / LOOKS);
        live.add(live());
      }
      double most = live.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
      Map<String, Double> figures = new LinkedHashMap<>();
      figures.put(FIRST, mean(live.subList(0, LOOKS / 3)));
      figures.put(LAST, mean(live.subList(LOOKS - LOOKS / 3, LOOKS)));
      figures.put(MOST, most);
      figures.put(ABOVE, most - empty);
      figures.put(RESIDENT, resident());
      figures.put(MOVED, (double) topic.count());
      client.stop();
      return Sample.of(figures);
    }
  }

  /** What is reachable after a full collection that this asks for, MiB. */
  private double live() throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(worker.process().handle().pid()),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    jcmd.waitFor();
    return number(HISTOGRAM_TOTAL, histogram) / BYTES_PER_MEGABYTE;
  }

  /** What the process holds of the machine's memory, MiB. */
  private double resident() throws IOException {
    Path status = Path.of("/proc/" + worker.process().handle().pid() + "/status");
    return number(RESIDENT_SIZE, Files.readString(status)) / KILOBYTES_PER_MEGABYTE;
  }

  private static double number(Pattern pattern, String text) throws IOException {
    Matcher found = pattern.matcher(text);
    if (!found.find()) {
      throw new IOException("nothing of memory in: " + text.strip());
    }
    return Double.parseDouble(found.group(1));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }
}
