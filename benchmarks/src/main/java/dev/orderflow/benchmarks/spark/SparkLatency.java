package dev.orderflow.benchmarks.spark;

import dev.orderflow.benchmarks.harness.Benchmark;
import dev.orderflow.benchmarks.harness.Goal;
import dev.orderflow.benchmarks.harness.Sample;
import dev.orderflow.benchmarks.process.CpuMeter;
import dev.orderflow.benchmarks.process.Environment;
import dev.orderflow.benchmarks.topic.BenchmarkTopic;
import dev.orderflow.benchmarks.topic.LatencyConsumer;
import dev.orderflow.runtime.ChildProcess;
import dev.orderflow.runtime.KafkaBroker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * How old the cause of a row is when a consumer has the row: a market of 150 order events a second
 * through the jobs.
 */
public final class SparkLatency {

  private static final String P50 = "p50";
  private static final String P99 = "p99";
  private static final String ROWS = "rows";
  private static final String CORES = "cores";
  private static final String SPARK = "spark";
  private static final String CANDLES = "candles";

  /** A job that runs for days is measured when its code is compiled. */
  private static final int WARM_UP_SECONDS = 40;

  private final Environment environment;
  private final KafkaBroker broker;

  private SparkLatency(Environment environment) throws IOException, InterruptedException {
    this.environment = environment;
    broker = environment.broker();
  }

  /** The benchmark. */
  public static Benchmark benchmark() {
    return Benchmark.named(
            "spark-latency",
            "Spark, live: from a record in the source topic to the row that it causes")
        .variant(CANDLES, "the candles job as shipped")
        .variant("book", "the book job as shipped, a row on each change of the touch")
        .variant("all", "the all job as shipped: candles, book, flow, orders, alerts")
        .quickVariants(CANDLES)
        .figures("ms", 1, P50, P99)
        .figures("rows", 0, ROWS)
        .figures("cores", 2, CORES)
        .goals(goals())
        .measuredBy(environment -> new SparkLatency(environment)::measure);
  }

  private static List<Goal> goals() {
    List<Goal> goals = new ArrayList<>();
    for (String job : List.of(CANDLES, "book", "all")) {
      goals.add(Goal.atMost(P50, job, 300));
      goals.add(Goal.atMost(P99, job, 1_000));
    }
    return goals;
  }

  private Sample measure(String variant, int run) throws IOException, InterruptedException {
    String name = variant + '-' + run;
    String address = broker.bootstrapServers();
    try (BenchmarkTopic source = new BenchmarkTopic(address, "source-" + name)) {
      ApplicationJob job =
          new ApplicationJob(environment, variant, name, address, source.name())
              .with("--markets", MarketTopic.MARKET);
      if (!variant.equals(CANDLES)) {
        job.with("--on-touch-change");
      }
      try (ChildProcess process = job.submit();
          LatencyConsumer rows = LatencyConsumer.ofRows(address, job.topics());
          MarketTopic market = MarketTopic.live(address, source.name())) {
        return measure(process, rows, market);
      }
    }
  }

  private Sample measure(ChildProcess process, LatencyConsumer rows, MarketTopic market)
      throws IOException, InterruptedException {
    Duration counted = Duration.ofSeconds(environment.seconds(20, 3));
    rows.awaitSeen(1, process);
    ApplicationJob.runFor(Duration.ofSeconds(environment.quick() ? 1 : WARM_UP_SECONDS), process);
    CpuMeter cpu = new CpuMeter(Map.of(SPARK, process, "broker", broker.process()));
    long before = market.written();
    rows.count(Long.MAX_VALUE);
    ApplicationJob.runFor(counted, process);
    Map<String, Double> perRecord = cpu.perRecord(market.written() - before);
    double micros = TimeUnit.MILLISECONDS.toMicros(counted.toMillis());
    double cores = cpu.perRecord(micros).get(SPARK);
    rows.awaitRest(process);
    Histogram latencies = rows.end();
    return new Sample(
        Map.of(
            P50,
            LatencyConsumer.millis(latencies, 50),
            P99,
            LatencyConsumer.millis(latencies, 99),
            ROWS,
            (double) latencies.getTotalCount(),
            CORES,
            cores),
        perRecord);
  }
}
