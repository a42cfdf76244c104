package dev.orderflow.benchmarks.spark;

import dev.orderflow.benchmarks.harness.Benchmark;
import dev.orderflow.benchmarks.harness.Goal;
import dev.orderflow.benchmarks.harness.Sample;
import dev.orderflow.benchmarks.process.Environment;
import dev.orderflow.benchmarks.topic.BenchmarkTopic;
import dev.orderflow.runtime.BuildOutput;
import dev.orderflow.runtime.ChildProcess;
import dev.orderflow.runtime.KafkaBroker;
import dev.orderflow.runtime.SparkSubmit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How fast each Spark job reads a topic of one market at catch-up, against reading it into nothing.
 *
 * <p>The figure of a run is the median rate of the second half of its batches, because the first
 * ones load classes and generate code. Of an application with several queries, which take turns, it
 * is the rate that they have together.
 */
public final class SparkCatchUp {

  private static final String ROWS = "rows";
  private static final String READ = "read";
  private static final String FROM_JSON = "from_json";
  private static final int BATCHES = 8;
  private static final Duration PATIENCE = Duration.ofHours(1);
  private static final double BOOK_EVENTS = 100_000;

  /** Its classes are called by their names: they need Spark, which this process has not. */
  private static final Path OWN_JAR = Environment.jarOf(SparkCatchUp.class);

  /** BTC/USD in an ordinary minute. */
  private static final double LIVE_EVENTS = 100;

  private final Environment environment;
  private final String batch;
  private final KafkaBroker broker;
  private final BenchmarkTopic source;

  private SparkCatchUp(Environment environment) throws IOException, InterruptedException {
    this.environment = environment;
    long records = environment.records(2_000_000, 30_000);
    batch = Long.toString(Math.max(1_000, records / BATCHES));
    broker = environment.broker();
    source = environment.closing(new BenchmarkTopic(broker.bootstrapServers(), "source"));
    MarketTopic.fill(broker.bootstrapServers(), source.name(), records);
  }

  /** The benchmark. */
  public static Benchmark benchmark() {
    return Benchmark.named(
            "spark-catch-up", "Spark: a topic of one market, read from its beginning")
        .variant(READ, "topic and headers into nothing, read in shares as the jobs do")
        .variant("read-one-task", "the same, a partition a task, as Spark does by itself")
        .variant(FROM_JSON, "from_json, a map of the headers and casts, read in shares")
        .variant("from_json-one-task", "the same, a partition a task")
        .variant("parsed", "every record read by the application's scan, into nothing")
        .variant("candles", "the candles job")
        .variant("book", "the book job")
        .variant("flow", "the flow job")
        .variant("market", "the market job: book and flow")
        .variant("all", "the all job: candles and market")
        .limit(READ)
        .quickVariants("all")
        .figures("rows/s", 0, ROWS)
        .goals(
            List.of(
                Goal.atLeast(ROWS, "parsed", 0.85, READ),
                Goal.atLeast(ROWS, "parsed", 2, FROM_JSON),
                Goal.atLeast(ROWS, "candles", 0.5, READ),
                Goal.atLeast(ROWS, "candles", 2, FROM_JSON),
                Goal.atLeast(ROWS, "book", BOOK_EVENTS),
                Goal.atLeast(ROWS, "all", 100 * LIVE_EVENTS)))
        .measuredBy(environment -> new SparkCatchUp(environment)::measure);
  }

  private Sample measure(String variant, int run) throws IOException, InterruptedException {
    try (ChildProcess process = start(variant, variant + "-" + run)) {
      if (process.exitCode(PATIENCE) != 0) {
        throw new IOException(variant + " failed, see " + process.log());
      }
      BatchTimes times = BatchTimes.of(process.output()).ofWhole(source.count());
      return Sample.of(Map.of(ROWS, times.together()));
    }
  }

  private ChildProcess start(String variant, String name) throws IOException {
    SparkSubmit spark =
        ApplicationJob.spark()
            .with(BatchRates.SETTING, "dev.orderflow.benchmarks.spark.BatchRates")
            .with("spark.jars", OWN_JAR + "," + BuildOutput.find().sparkApplication());
    String address = broker.bootstrapServers();
    if (ApplicationJob.exists(variant)) {
      return new ApplicationJob(environment, variant, name, address, source.name())
          .with("--max-offsets-per-trigger", batch, "--trigger", "available-now")
          .submit(spark);
    }
    return spark
        .of(OWN_JAR, "dev.orderflow.benchmarks.spark.ReadingJob")
        .start(environment.files(name), variant, address, source.name(), batch);
  }
}
