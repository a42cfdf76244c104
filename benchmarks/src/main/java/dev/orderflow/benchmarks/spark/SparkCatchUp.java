package dev.orderflow.benchmarks.spark;

import dev.orderflow.benchmarks.measure.Benchmark;
import dev.orderflow.benchmarks.measure.Figure;
import dev.orderflow.benchmarks.measure.Goal;
import dev.orderflow.benchmarks.measure.Sample;
import dev.orderflow.benchmarks.measure.Side;
import dev.orderflow.benchmarks.measure.Trial;
import dev.orderflow.benchmarks.measure.Workshop;
import dev.orderflow.benchmarks.process.BenchmarkBroker;
import dev.orderflow.benchmarks.process.Committed;
import dev.orderflow.benchmarks.process.Processes;
import dev.orderflow.simulator.market.Market;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How fast each Spark job reads a topic of one market at catch-up, against reading it into nothing.
 *
 * <p>The figure of a run is the median rate of the second half of its batches, because the first
 * ones load classes and generate code. Of an application with several queries, which take turns, it
 * is the rate that they have together.
 */
public final class SparkCatchUp implements Benchmark {

  private static final String TOPIC = "source";
  private static final String ROWS = "rows";
  private static final String READ = "read";
  private static final String FROM_JSON = "from_json";
  private static final long RECORDS = 2_000_000;
  private static final long QUICK_RECORDS = 30_000;
  private static final int BATCHES = 8;
  private static final int BOOK_ORDERS = 5_000;
  private static final double BOOK_EVENTS = 100_000;

  /** BTC/USD in an ordinary minute. */
  private static final double LIVE_EVENTS = 100;

  @Override
  public String name() {
    return "spark-catch-up";
  }

  @Override
  public String title() {
    return "Spark: a topic of one market, read from its beginning";
  }

  @Override
  public List<Side> sides() {
    return List.of(
        new Side(READ, "topic and headers into nothing, read in shares as the jobs do"),
        new Side("read-one-task", "the same, a partition a task, as Spark does by itself"),
        new Side(FROM_JSON, "from_json, a map of the headers and casts, read in shares"),
        new Side("from_json-one-task", "the same, a partition a task"),
        new Side("parsed", "every record read by the application's scan, into nothing"),
        new Side("candles", "the candles job"),
        new Side("book", "the book job"),
        new Side("flow", "the flow job"),
        new Side("market", "the market job: book and flow"),
        new Side("all", "the all job: candles and market"));
  }

  @Override
  public Optional<String> limit() {
    return Optional.of(READ);
  }

  @Override
  public List<Side> quickSides() {
    return sides().stream().filter(side -> side.name().equals("all")).toList();
  }

  @Override
  public List<Figure> figures() {
    return List.of(new Figure(ROWS, "rows/s", 0));
  }

  @Override
  public List<Goal> goals() {
    return List.of(
        Goal.atLeast(ROWS, "parsed", 0.85, READ),
        Goal.atLeast(ROWS, "parsed", 2, FROM_JSON),
        Goal.atLeast(ROWS, "candles", 0.5, READ),
        Goal.atLeast(ROWS, "candles", 2, FROM_JSON),
        Goal.atLeast(ROWS, "book", BOOK_EVENTS),
        Goal.atLeast(ROWS, "all", 100 * LIVE_EVENTS));
  }

  @Override
  public Trial open(Workshop workshop) throws Exception {
    return new Run(workshop);
  }

  private static final class Run implements Trial {

    private final Path home;
    private final Path directory;
    private final long records;
    private final long batch;
    private final Processes processes;
    private final BenchmarkBroker broker;

    Run(Workshop workshop) throws IOException, InterruptedException {
      home = workshop.home();
      directory = workshop.directory();
      records = workshop.scale().records(RECORDS, QUICK_RECORDS);
      batch = Math.max(1_000, records / BATCHES);
      processes = new Processes(home, directory);
      broker = BenchmarkBroker.start(processes, directory);
      broker.createTopic(TOPIC);
      fill(broker.address());
    }

    @Override
    public Sample run(Side side, int run) throws IOException, InterruptedException {
      String name = side.name() + "-" + run;
      Path out = directory.resolve(name + ".out");
      Process process = start(side.name(), name, out);
      if (process.waitFor() != 0) {
        throw new IOException(side.name() + " failed, see " + directory.resolve(name + ".err"));
      }
      return Sample.of(Map.of(ROWS, BatchTimes.read(out).ofWhole(written()).together()));
    }

    private long written() throws IOException, InterruptedException {
      try (Committed committed = new Committed(broker, TOPIC)) {
        return committed.count();
      }
    }

    private Process start(String side, String name, Path out) throws IOException {
      List<String> settings =
          List.of(
              BatchRates.SETTING,
              "spark.jars=" + processes.jar() + "," + home.resolve(Application.JAR));
      return switch (side) {
        case "candles", "book", "flow", "market", "all" ->
            new Application(side, name, broker.address(), TOPIC, directory)
                .with("--max-offsets-per-trigger", Long.toString(batch))
                .with("--trigger", "available-now")
                .submit(processes, home, out, settings);
        default ->
            processes.spark(
                name,
                out,
                ReadingJob.class.getName(),
                processes.jar(),
                List.of(side, broker.address(), TOPIC, Long.toString(batch)),
                settings);
      };
    }

    private void fill(String address) {
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(
              Map.of(
                  "bootstrap.servers",
                  address,
                  "linger.ms",
                  "20",
                  "batch.size",
                  "262144",
                  "compression.type",
                  "lz4"),
              new ByteArraySerializer(),
              new ByteArraySerializer())) {
        VenueTopic.fill(
            new SourceTopic(producer, TOPIC, 1),
            Market.named("btcusd").orElseThrow(),
            records,
            OptionalDouble.empty(),
            BOOK_ORDERS);
      }
    }

    @Override
    public void close() throws IOException {
      broker.close();
    }
  }
}
