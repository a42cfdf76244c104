package dev.orderflow.benchmarks.spark;

import dev.orderflow.benchmarks.measure.Benchmark;
import dev.orderflow.benchmarks.measure.Figure;
import dev.orderflow.benchmarks.measure.Goal;
import dev.orderflow.benchmarks.measure.Sample;
import dev.orderflow.benchmarks.measure.Scale;
import dev.orderflow.benchmarks.measure.Side;
import dev.orderflow.benchmarks.measure.Trial;
import dev.orderflow.benchmarks.measure.Workshop;
import dev.orderflow.benchmarks.process.BenchmarkBroker;
import dev.orderflow.benchmarks.process.Processes;
import dev.orderflow.simulator.market.Market;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How the cost of the {@code all} job grows: live with markets, events and orders in the book; and
 * by catching up, with the market time that its state has seen.
 */
public final class SparkGrowth implements Benchmark {

  private static final String STATE = "state";
  private static final String RATE = "rate";
  private static final double MIB = 1 << 20;
  private static final int SOME_ORDERS = 500;
  private static final int BOOK_ORDERS = 5_000;

  /** Order events a second of a market in the runs that see hours. */
  private static final double QUIET = 5;

  private static final int WARM_UP_SECONDS = 40;
  private static final int SECONDS_AN_HOUR = 3_600;

  /** The same for all, so that what a batch costs by itself weighs the same in each. */
  private static final int BATCH = 3_000;

  @Override
  public String name() {
    return "spark-growth";
  }

  @Override
  public String title() {
    return "Spark: how the cost of the all job grows";
  }

  @Override
  public List<Side> sides() {
    return List.of(
        new Side("markets-1", "live: 1 market of 10 order events/s, 500 orders in the book"),
        new Side("markets-10", "live: 10 such markets"),
        new Side("markets-50", "live: 50 such markets"),
        new Side("markets-200", "live: 200 such markets"),
        new Side("events-100", "live: 1 market of 100 order events/s, 5,000 orders"),
        new Side("events-1000", "live: the same at 1,000/s"),
        new Side("events-5000", "live: the same at 5,000/s"),
        new Side("orders-20000", "live: 1 market of 100 order events/s, 20,000 orders"),
        new Side("hours-1", "catch-up: 1 market of 5 order events/s, 1 hour of it"),
        new Side("hours-6", "catch-up: 6 hours of it"),
        new Side("hours-24", "catch-up: 24 hours of it"));
  }

  @Override
  public List<Side> quickSides() {
    return List.of();
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        new Figure(LiveRun.P50, "ms", 0),
        new Figure(LiveRun.P99, "ms", 0),
        new Figure(LiveRun.CORES, "cores", 2),
        new Figure(STATE, "MiB", 2),
        new Figure(RATE, "rows/s", 0));
  }

  @Override
  public List<Goal> goals() {
    return List.of();
  }

  @Override
  public Trial open(Workshop workshop) throws Exception {
    return new Run(workshop);
  }

  private static final class Run implements Trial {

    private final Workshop workshop;
    private final Processes processes;
    private final BenchmarkBroker broker;

    Run(Workshop workshop) throws IOException, InterruptedException {
      this.workshop = workshop;
      processes = new Processes(workshop.home(), workshop.directory());
      broker = BenchmarkBroker.start(processes, workshop.directory());
    }

    @Override
    public Sample run(Side side, int run) throws IOException, InterruptedException {
      String kind = side.name().substring(0, side.name().indexOf('-'));
      int size = Integer.parseInt(side.name().substring(kind.length() + 1));
      String name = side.name() + '-' + run;
      String source = "source-" + name;
      broker.createTopic(source);
      Application job =
          new Application("all", name, broker.address(), source, workshop.directory());
      return switch (kind) {
        case "markets" -> live(job, name, source, markets(size), 10, SOME_ORDERS);
        case "events" -> live(job, name, source, markets(1), size, BOOK_ORDERS);
        case "orders" -> live(job, name, source, markets(1), 100, size);
        default -> catchUp(job, name, source, size);
      };
    }

    private Sample live(
        Application job,
        String name,
        String source,
        List<Market> markets,
        double eventsPerSecond,
        int orders)
        throws IOException, InterruptedException {
      Scale scale = workshop.scale();
      LiveRun live =
          new LiveRun(
              markets,
              eventsPerSecond,
              orders,
              Duration.ofSeconds(scale.quick() ? 1 : WARM_UP_SECONDS),
              Duration.ofSeconds(scale.seconds(15, 3)));
      Path out = out(name);
      Sample sample = live.measure(broker, source, job.topics().values(), () -> submit(job, out));
      Map<String, Double> figures = new HashMap<>(sample.figures());
      figures.remove(LiveRun.ROWS);
      figures.put(STATE, BatchTimes.read(out).stateBytes() / MIB);
      return new Sample(figures, sample.cpu());
    }

    private Sample catchUp(Application job, String name, String source, int hours)
        throws IOException, InterruptedException {
      long records =
          workshop.scale().records((long) (hours * SECONDS_AN_HOUR * QUIET), hours * 500L);
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", broker.address(), "linger.ms", "20"),
              new ByteArraySerializer(),
              new ByteArraySerializer())) {
        VenueTopic.fill(
            new SourceTopic(producer, source, 1),
            Market.named("btcusd").orElseThrow(),
            records,
            OptionalDouble.of(QUIET),
            BOOK_ORDERS);
      }
      Path out = out(name);
      job.with("--trigger", "available-now", "--max-offsets-per-trigger", Integer.toString(BATCH));
      if (submit(job, out).waitFor() != 0) {
        throw new IOException(job + " failed");
      }
      BatchTimes times = BatchTimes.read(out).ofWhole(records);
      return Sample.of(Map.of(RATE, times.together(), STATE, times.stateBytes() / MIB));
    }

    private Process submit(Application job, Path out) throws IOException {
      return job.submit(
          processes,
          workshop.home(),
          out,
          List.of(BatchRates.SETTING, "spark.jars=" + processes.jar()));
    }

    private Path out(String name) {
      return workshop.directory().resolve(name + ".out");
    }

    /** Markets like BTC/USD, with names of their own where there are many. */
    private static List<Market> markets(int count) {
      Market first = Market.named("btcusd").orElseThrow();
      List<Market> markets = new ArrayList<>(List.of(first));
      IntStream.range(1, count)
          .mapToObj(
              n ->
                  new Market(
                      "m%03dusd".formatted(n),
                      "M%03d".formatted(n),
                      "USD",
                      first.amountDecimals(),
                      first.priceDecimals(),
                      0x1000 + n,
                      new BigDecimal("100.00"),
                      first.eventsPerSecond()))
          .forEach(markets::add);
      return markets;
    }

    @Override
    public void close() throws IOException {
      broker.close();
    }
  }
}
