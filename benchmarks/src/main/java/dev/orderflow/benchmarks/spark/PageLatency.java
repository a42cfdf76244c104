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
import dev.orderflow.simulator.market.Market;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How old what the page shows is when the dashboard sends it, by the trigger of the Spark jobs.
 *
 * <p>The figures are the dashboard's own, which every browser gets: of the last minute, the age of
 * records of the source topic and of rows that Spark made of them, each from the receipt of their
 * cause. What a browser adds is measured in the browser.
 */
public final class PageLatency implements Benchmark {

  /** Figures: rows that Spark made, and records of the source topic; milliseconds. */
  static final String SPARK_P50 = "spark p50";

  static final String SPARK_P99 = "spark p99";
  static final String KAFKA_P50 = "kafka p50";
  static final String KAFKA_P99 = "kafka p99";
  private static final double EVENTS_PER_SECOND = 150;
  private static final int BOOK_ORDERS = 5_000;

  @Override
  public String name() {
    return "page-latency";
  }

  @Override
  public String title() {
    return "From an event on the wire to the page's number, by the trigger of the Spark jobs";
  }

  @Override
  public List<Side> sides() {
    return List.of(
        new Side("trigger-0s", "the default: a batch begins when the last one has ended"),
        new Side("trigger-1s", "a batch every second"),
        new Side("trigger-5s", "a batch every five seconds"));
  }

  @Override
  public List<Side> quickSides() {
    return sides().stream().filter(side -> side.name().equals("trigger-0s")).toList();
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        new Figure(SPARK_P50, "ms", 0),
        new Figure(SPARK_P99, "ms", 0),
        new Figure(KAFKA_P50, "ms", 0),
        new Figure(KAFKA_P99, "ms", 0));
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

    private static final Duration WARM_UP = Duration.ofSeconds(20);

    /** The dashboard's percentiles are of the last minute; what came while Spark warmed up goes. */
    private static final Duration COUNTED = Duration.ofSeconds(65);

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
      String name = side.name() + '-' + run;
      String source = "source-" + name;
      broker.createTopic(source);
      Path out = workshop.directory().resolve(name + ".out");
      Application job =
          new Application("all", name, broker.address(), source, workshop.directory())
              .with("--markets", "btcusd")
              .with("--trigger", side.name().substring("trigger-".length()));
      Process spark = job.submit(processes, workshop.home(), out, List.of());
      try (KafkaProducer<byte[], byte[]> producer =
              new KafkaProducer<>(
                  Map.of("bootstrap.servers", broker.address(), "linger.ms", "0"),
                  new ByteArraySerializer(),
                  new ByteArraySerializer());
          Arrivals first = Arrivals.start(broker.address(), job.topics().values());
          LiveVenue venue =
              LiveVenue.start(
                  new SourceTopic(producer, source, SourceTopic.nowMicros()),
                  List.of(Market.named("btcusd").orElseThrow()),
                  EVENTS_PER_SECOND,
                  BOOK_ORDERS)) {
        first.awaitRow(spark);
        boolean quick = workshop.scale().quick();
        running(spark, quick ? Duration.ZERO : WARM_UP);
        try (DashboardProcess dashboard =
            DashboardProcess.start(processes, workshop, name, broker.address(), source, job)) {
          running(spark, quick ? Duration.ofSeconds(3) : COUNTED);
          Map<String, Double> figures = dashboard.latencies();
          if (venue.written() == 0) {
            throw new IOException("the venue wrote nothing");
          }
          return Sample.of(figures);
        }
      } finally {
        spark.destroyForcibly();
        spark.waitFor();
      }
    }

    private static void running(Process spark, Duration time)
        throws IOException, InterruptedException {
      if (spark.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("the query ended with " + spark.exitValue());
      }
    }

    @Override
    public void close() throws IOException {
      broker.close();
    }
  }
}
