package dev.orderflow.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How fast each Spark job reads a topic of one market at catch-up, against reading it into nothing.
 *
 * <p>The figure of a run is the median rate of the second half of its batches, because the first
 * ones load classes and generate code. Rounds take the sides in turn; the table has the median
 * round and the range.
 */
public final class SparkCatchUp {

  private static final Pattern RATE = Pattern.compile("^progress .* rows_per_s=(\\d+)");
  private static final String TOPIC = "source";

  private final Path home;
  private final Path directory;
  private final long records;
  private final long batch;
  private final Processes processes;

  private SparkCatchUp(Path home, Path directory, long records) {
    this.home = home;
    this.directory = directory;
    this.records = records;
    this.batch = Math.max(1_000, records / 12);
    this.processes = new Processes(home, directory);
  }

  /**
   * Measures and prints a table.
   *
   * @param arguments the repository, a directory for data, records, rounds, sides with commas
   * @throws Exception where a side fails
   */
  public static void main(String[] arguments) throws Exception {
    SparkCatchUp run =
        new SparkCatchUp(
            Path.of(arguments[0]).toAbsolutePath(),
            Files.createDirectories(Path.of(arguments[1]).toAbsolutePath()),
            Long.parseLong(arguments[2]));
    run.measure(Integer.parseInt(arguments[3]), List.of(arguments[4].split(",")));
  }

  private void measure(int rounds, List<String> sides) throws Exception {
    Map<String, List<Long>> rates = new LinkedHashMap<>();
    try (BenchmarkBroker broker = BenchmarkBroker.start(processes, directory)) {
      broker.createTopic(TOPIC);
      fill(broker.address());
      for (int round = 0; round < rounds; round++) {
        for (String side : sides) {
          long rate = rate(side, round, broker.address());
          System.out.printf("round %d %s %,d rows/s%n", round, side, rate);
          rates.computeIfAbsent(side, s -> new ArrayList<>()).add(rate);
        }
      }
    }
    table(rates);
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

  private static void table(Map<String, List<Long>> rates) {
    double limit = rates.containsKey("read") ? median(rates.get("read")) : Double.NaN;
    System.out.println("| side | rows/s | range | of reading alone |");
    System.out.println("|---|--:|--:|--:|");
    rates.forEach(
        (side, values) ->
            System.out.printf(
                Locale.ROOT,
                "| %s | %,d | %,d–%,d | %.2f |%n",
                side,
                median(values),
                values.stream().min(Long::compare).orElseThrow(),
                values.stream().max(Long::compare).orElseThrow(),
                median(values) / limit));
  }

  private static long median(List<Long> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
