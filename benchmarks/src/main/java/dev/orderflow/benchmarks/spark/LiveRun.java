package dev.orderflow.benchmarks.spark;

import dev.orderflow.benchmarks.measure.Figure;
import dev.orderflow.benchmarks.measure.Sample;
import dev.orderflow.benchmarks.measure.Scale;
import dev.orderflow.benchmarks.process.BenchmarkBroker;
import dev.orderflow.benchmarks.process.CpuMeter;
import dev.orderflow.simulator.market.Market;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A venue in real time, a query that reads it, and a consumer that waits for what the query
 * publishes.
 *
 * @param markets the markets
 * @param eventsPerSecond order events per second of every market
 * @param bookOrders orders resting in every book at the start
 * @param warmUp how long the query runs, once its first row has come, before anything is counted
 * @param counted how long rows are counted
 */
record LiveRun(
    List<Market> markets,
    double eventsPerSecond,
    int bookOrders,
    Duration warmUp,
    Duration counted) {

  /** The median latency, ms. */
  static final String P50 = "p50";

  /** The 99th percentile of the latency, ms. */
  static final String P99 = "p99";

  /** Rows that were counted. */
  static final String ROWS = "rows";

  /** Cores that the query's process kept busy. */
  static final String CORES = "cores";

  private static final double MEDIAN = 0.5;
  private static final double LATE = 0.99;

  /** What every live run yields. */
  static final List<Figure> FIGURES =
      List.of(
          new Figure(P50, "ms", 1),
          new Figure(P99, "ms", 1),
          new Figure(ROWS, "rows", 0),
          new Figure(CORES, "cores", 2));

  private static final double EVENTS_PER_SECOND = 150;
  private static final int BOOK_ORDERS = 5_000;

  /** A job that runs for days is measured when its code is compiled. */
  private static final int WARM_UP_SECONDS = 60;

  /**
   * BTC/USD at its live rate in a busy minute.
   *
   * @param scale how long to run
   */
  static LiveRun ofOneMarket(Scale scale) {
    return new LiveRun(
        List.of(Market.named("btcusd").orElseThrow()),
        EVENTS_PER_SECOND,
        BOOK_ORDERS,
        Duration.ofSeconds(scale.quick() ? 1 : WARM_UP_SECONDS),
        Duration.ofSeconds(scale.seconds(20, 3)));
  }

  /**
   * The same run, counted sooner or later.
   *
   * @param otherWarmUp see {@link #warmUp()}
   */
  LiveRun after(Duration otherWarmUp) {
    return new LiveRun(markets, eventsPerSecond, bookOrders, otherWarmUp, counted);
  }

  /** What reads the venue. */
  interface Query {
    /**
     * Starts it.
     *
     * @return its process
     */
    Process start() throws IOException;
  }

  /**
   * Measures.
   *
   * @param broker where the topics are
   * @param source the topic that the venue writes; exists
   * @param outputs the topics that the query writes
   * @param query the query
   * @return figures and processor time for each record of the source
   * @throws IOException where the query ends by itself or publishes nothing
   */
  Sample measure(BenchmarkBroker broker, String source, Collection<String> outputs, Query query)
      throws IOException, InterruptedException {
    Process process = query.start();
    try (KafkaProducer<byte[], byte[]> producer = producer(broker.address());
        Arrivals arrivals = Arrivals.start(broker.address(), outputs);
        LiveVenue venue =
            LiveVenue.start(
                new SourceTopic(producer, source, SourceTopic.nowMicros()),
                markets,
                eventsPerSecond,
                bookOrders)) {
      arrivals.awaitRow(process);
      run(process, warmUp);
      CpuMeter cpu = new CpuMeter(Map.of("spark", process, "broker", broker.process()));
      long before = venue.written();
      arrivals.count();
      run(process, counted);
      Map<String, Double> perRecord = cpu.perRecord(venue.written() - before);
      double cores =
          cpu.perRecord(1).get("spark") / TimeUnit.MILLISECONDS.toMicros(counted.toMillis());
      arrivals.awaitCounted(process);
      Latencies latencies = arrivals.end();
      return new Sample(
          Map.of(
              P50,
              latencies.millis(MEDIAN),
              P99,
              latencies.millis(LATE),
              ROWS,
              (double) latencies.count(),
              CORES,
              cores),
          perRecord);
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
  }

  private static void run(Process process, Duration time) throws IOException, InterruptedException {
    if (process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IOException("the query ended with " + process.exitValue());
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(String address) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", address, "linger.ms", "0"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
