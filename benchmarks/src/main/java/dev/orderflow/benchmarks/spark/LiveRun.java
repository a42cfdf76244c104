package dev.orderflow.benchmarks.spark;

import dev.orderflow.benchmarks.harness.Sample;
import dev.orderflow.benchmarks.harness.Scale;
import dev.orderflow.benchmarks.process.CpuMeter;
import dev.orderflow.benchmarks.topic.BenchmarkTopic;
import dev.orderflow.benchmarks.topic.LatencyConsumer;
import dev.orderflow.runtime.Await;
import dev.orderflow.runtime.ChildProcess;
import dev.orderflow.runtime.KafkaBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A market in real time, a query that reads it, and a consumer that waits for what the query
 * publishes.
 *
 * @param warmUp how long the query runs, once its first row has come, before anything is counted
 * @param counted how long rows are counted
 */
record LiveRun(Duration warmUp, Duration counted) {

  /** The median latency, ms. */
  static final String P50 = "p50";

  /** The 99th percentile of the latency, ms. */
  static final String P99 = "p99";

  /** Rows that were counted. */
  static final String ROWS = "rows";

  /** Cores that the query's process kept busy. */
  static final String CORES = "cores";

  private static final String SPARK = "spark";

  /** A job that runs for days is measured when its code is compiled. */
  private static final int WARM_UP_SECONDS = 40;

  /** How long to run. */
  static LiveRun of(Scale scale) {
    return new LiveRun(
        Duration.ofSeconds(scale.quick() ? 1 : WARM_UP_SECONDS),
        Duration.ofSeconds(scale.seconds(20, 3)));
  }

  /** What reads the market. */
  interface Query {
    /** Starts it. */
    ChildProcess start() throws IOException;
  }

  /**
   * Measures.
   *
   * @param broker where the topics are
   * @param source the topic that the market writes
   * @param outputs the topics that the query writes
   * @param query the query
   * @return figures and processor time for each record of the source
   * @throws IOException where the query cannot be started
   * @throws InterruptedException where the caller is interrupted
   */
  Sample measure(KafkaBroker broker, BenchmarkTopic source, Collection<String> outputs, Query query)
      throws IOException, InterruptedException {
    String address = broker.bootstrapServers();
    try (ChildProcess process = query.start();
        LatencyConsumer rows =
            LatencyConsumer.ofTopicsToCome(address, outputs, LiveRun::receivedAt);
        VenueTopic venue = VenueTopic.live(address, source.name())) {
      rows.awaitSeen(1, process);
      runFor(warmUp, process);
      CpuMeter cpu = new CpuMeter(Map.of(SPARK, process, "broker", broker.process()));
      long before = venue.written();
      rows.count(Long.MAX_VALUE);
      runFor(counted, process);
      Map<String, Double> perRecord = cpu.perRecord(venue.written() - before);
      double cores =
          cpu.perRecord(1).get(SPARK) / TimeUnit.MILLISECONDS.toMicros(counted.toMillis());
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

  /** When the record was received that caused a row, by its header. */
  static OptionalLong receivedAt(ConsumerRecord<byte[], byte[]> row) {
    Header received = row.headers().lastHeader("received_at");
    return received == null
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(new String(received.value(), StandardCharsets.US_ASCII)));
  }

  /** Lets a query run, which must not end. */
  static void runFor(Duration time, ChildProcess query) throws InterruptedException {
    if (Await.until(time, () -> !query.isAlive())) {
      query.requireAlive();
    }
  }
}
