package dev.orderflow.benchmarks.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads topics as a consumer would that wants each row at once and only what is committed, and
 * notes how old the record was that caused it.
 */
final class Arrivals implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration FIRST_ROW = Duration.ofSeconds(300);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread;
  private final Latencies latencies = new Latencies();
  private volatile long since = Long.MAX_VALUE;
  private volatile long until = Long.MAX_VALUE;
  private volatile boolean later;
  private volatile long seen;
  private volatile long counted;
  private volatile boolean closed;

  private Arrivals(String address, Collection<String> topics) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                address,
                "group.id",
                "arrivals-" + String.join("-", topics),
                "enable.auto.commit",
                "false",
                "auto.offset.reset",
                "earliest",
                // The topics are made by the job that is waited for.
                "metadata.max.age.ms",
                "500",
                "isolation.level",
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.subscribe(
        Pattern.compile(topics.stream().map(Pattern::quote).collect(Collectors.joining("|"))));
    thread = new Thread(this::run, "arrivals");
  }

  /**
   * Starts to read topics, which need not exist yet.
   *
   * @param address the broker
   * @param topics the topics
   */
  static Arrivals start(String address, Collection<String> topics) {
    Arrivals arrivals = new Arrivals(address, topics);
    arrivals.thread.start();
    return arrivals;
  }

  /** Counts rows whose cause was received from now on. */
  void count() {
    since = SourceTopic.nowMicros();
  }

  /**
   * Counts no row whose cause was received from now on, and waits until one has come: those that
   * count have come before it, of the same query at least.
   *
   * @param query the process that publishes them
   * @throws IOException where it ends or publishes nothing
   */
  void awaitRest(Process query) throws IOException, InterruptedException {
    until = SourceTopic.nowMicros();
    await(query, () -> later);
  }

  /**
   * Waits for the first row.
   *
   * @param query the process that publishes it
   * @throws IOException where it ends or publishes nothing
   */
  void awaitRow(Process query) throws IOException, InterruptedException {
    await(query, () -> seen > 0);
  }

  /**
   * Waits for the first row that counts: a slow machine may not have made one in time.
   *
   * @param query the process that publishes it
   * @throws IOException where it ends or publishes nothing
   */
  void awaitCounted(Process query) throws IOException, InterruptedException {
    await(query, () -> counted > 0);
  }

  private void await(Process query, BooleanSupplier came) throws IOException, InterruptedException {
    long end = System.nanoTime() + FIRST_ROW.toNanos();
    while (!came.getAsBoolean()) {
      if (!thread.isAlive()) {
        throw new IOException("the rows cannot be read any more");
      }
      if (query.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("the query ended with " + query.exitValue());
      }
      if (System.nanoTime() > end) {
        throw new IOException("no row within " + FIRST_ROW.toSeconds() + " s");
      }
    }
  }

  private void run() {
    while (!closed) {
      for (ConsumerRecord<byte[], byte[]> row : consumer.poll(POLL)) {
        long now = SourceTopic.nowMicros();
        seen++;
        Header received = row.headers().lastHeader("received_at");
        if (received != null) {
          long at = Long.parseLong(new String(received.value(), StandardCharsets.US_ASCII));
          if (at >= until) {
            later = true;
          } else if (at >= since) {
            latencies.add(now - at);
            counted++;
          }
        }
      }
    }
    consumer.close();
  }

  /** Ends reading and tells what was counted. */
  Latencies end() {
    close();
    return latencies;
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException wanted) {
      Thread.currentThread().interrupt();
    }
  }
}
