package dev.orderflow.benchmarks.spark;

import dev.orderflow.benchmarks.measure.Benchmark;
import dev.orderflow.benchmarks.measure.Figure;
import dev.orderflow.benchmarks.measure.Goal;
import dev.orderflow.benchmarks.measure.Sample;
import dev.orderflow.benchmarks.measure.Side;
import dev.orderflow.benchmarks.measure.Trial;
import dev.orderflow.benchmarks.measure.Workshop;
import dev.orderflow.benchmarks.process.BenchmarkBroker;
import dev.orderflow.benchmarks.process.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How fast each Spark job reads a topic of one market at catch-up, against reading it into nothing.
 *
 * <p>The figure of a run is the median rate of the second half of its batches, because the first
 * ones load classes and generate code.
 */
public final class SparkCatchUp implements Benchmark {

  private static final Pattern RATE = Pattern.compile("^progress .* rows_per_s=(\\d+)");
  private static final String TOPIC = "source";
  private static final String ROWS = "rows";
  private static final long RECORDS = 1_200_000;
  private static final long QUICK_RECORDS = 60_000;

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
        new Side("read", "topic and headers into nothing"),
        new Side("from_json", "every value parsed by from_json"),
        new Side("candles", "the candles job"),
        new Side("book", "the book job"),
        new Side("flow", "the flow job"),
        new Side("market", "the market job"));
  }

  @Override
  public Optional<String> limit() {
    return Optional.of("read");
  }

  @Override
  public List<Figure> figures() {
    return List.of(new Figure(ROWS, "rows/s", 0));
  }

  @Override
  public List<Goal> goals() {
    return List.of(Goal.atLeast(ROWS, "candles", 0.5, "read"), Goal.atLeast(ROWS, "book", 100_000));
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
      batch = Math.max(1_000, records / 12);
      processes = new Processes(home, directory);
      broker = BenchmarkBroker.start(processes, directory);
      broker.createTopic(TOPIC);
      fill(broker.address());
    }

    @Override
    public Sample run(Side side, int run) throws IOException, InterruptedException {
      return Sample.of(Map.of(ROWS, (double) rate(side.name(), run, broker.address())));
    }

    @Override
    public void close() throws IOException {
      broker.close();
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
        VenueTopic.fill(producer, TOPIC, "btcusd", records, 1);
      }
    }

    private long rate(String side, int round, String address)
        throws IOException, InterruptedException {
      String name = side + "-" + round;
      Path out = directory.resolve(name + ".out");
      boolean limit = side.equals("read") || side.equals("from_json");
      Process process =
          limit
              ? processes.spark(
                  name,
                  out,
                  ReadingJob.class.getName(),
                  home.resolve("benchmarks/target/orderflow-benchmarks-0.1.0.jar"),
                  List.of(side, address, TOPIC, Long.toString(batch)))
              : processes.spark(
                  name,
                  out,
                  "dev.orderflow.spark.OrderflowSpark",
                  home.resolve("spark-consumer/target/orderflow-spark-0.1.0.jar"),
                  job(side, name, address));
      if (process.waitFor() != 0) {
        throw new IOException(side + " failed, see " + directory.resolve(name + ".err"));
      }
      List<Long> rates = new ArrayList<>();
      for (String line : Files.readAllLines(out)) {
        Matcher matcher = RATE.matcher(line);
        if (matcher.find()) {
          rates.add(Long.parseLong(matcher.group(1)));
        }
      }
      // The last batch is what is left over, and small.
      return median(
          rates.subList(rates.size() / 2, Math.max(rates.size() / 2 + 1, rates.size() - 1)));
    }

    private List<String> job(String side, String name, String address) {
      return List.of(
          side,
          "--bootstrap-servers",
          address,
          "--topic",
          TOPIC,
          "--checkpoint",
          directory.resolve("checkpoint-" + name).toString(),
          "--max-offsets-per-trigger",
          Long.toString(batch),
          "--progress-every",
          "0s",
          "--trigger",
          "available-now",
          "--rejected-topic",
          "rejected-" + name);
    }

    private static long median(List<Long> values) {
      return values.stream().sorted().toList().get(values.size() / 2);
    }
  }
}
