package dev.orderflow.benchmarks.topic;

import dev.orderflow.runtime.ChildProcess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads topics as a consumer would that wants each committed record at once, and notes how old its
 * cause is when {@code poll} has returned it, by clocks of this machine.
 *
 * <p>A thread of its own reads and owns the histogram; the caller's thread sets what counts.
 */
public final class LatencyConsumer implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int DIGITS = 3;
  private static final double MICROS_PER_MILLI = 1_000;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Function<ConsumerRecord<byte[], byte[]>, OptionalLong> cause;
  private final Histogram latencies = new Histogram(DIGITS);
  private final Thread thread = new Thread(this::run, "latency-consumer");

  /** Written by the caller: microseconds since the epoch between which causes count. */
  private volatile long since = Long.MAX_VALUE;

  private volatile long until = Long.MAX_VALUE;

  /** Written by the caller: how many records count at most. */
  private volatile long most = Long.MAX_VALUE;

  private volatile boolean closed;

  /** Written by the reading thread: records with a cause, those that counted, one too late to. */
  private volatile long seen;

  private volatile long counted;
  private volatile boolean later;

  private LatencyConsumer(
      Map<String, Object> settings, Function<ConsumerRecord<byte[], byte[]>, OptionalLong> cause) {
    this.cause = cause;
    Map<String, Object> all = new HashMap<>(settings);
    all.put("isolation.level", "read_committed");
    consumer = new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * Reads a topic of one partition that exists.
   *
   * @param bootstrapServers the broker
   * @param topic the topic
   * @param cause when a record's cause happened, microseconds since the epoch; empty for a record
   *     that is not looked at
   */
  public static LatencyConsumer of(
      String bootstrapServers,
      String topic,
      Function<ConsumerRecord<byte[], byte[]>, OptionalLong> cause) {
    LatencyConsumer made =
        new LatencyConsumer(Map.of("bootstrap.servers", bootstrapServers), cause);
    List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0));
    made.consumer.assign(partitions);
    made.consumer.seekToBeginning(partitions);
    made.thread.start();
    return made;
  }

  /**
   * Reads topics of Spark's rows, which need not exist yet. A row's cause happened when the record
   * was received that caused it, by the row's header.
   *
   * @param bootstrapServers the broker
   * @param topics the topics
   */
  public static LatencyConsumer ofRows(String bootstrapServers, Collection<String> topics) {
    LatencyConsumer made =
        new LatencyConsumer(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "group.id", "latency-of-" + String.join("-", topics),
                "enable.auto.commit", "false",
                "auto.offset.reset", "earliest",
                // Whoever writes the topics makes them.
                "metadata.max.age.ms", "500"),
            LatencyConsumer::receivedAt);
    made.consumer.subscribe(
        Pattern.compile(topics.stream().map(Pattern::quote).collect(Collectors.joining("|"))));
    made.thread.start();
    return made;
  }

  private static OptionalLong receivedAt(ConsumerRecord<byte[], byte[]> row) {
    Header received = row.headers().lastHeader("received_at");
    return received == null
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(new String(received.value(), StandardCharsets.US_ASCII)));
  }

  /** The time as causes tell it: microseconds since the epoch. */
  public static long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  private void run() {
    try (consumer) {
      while (!closed) {
        Iterable<ConsumerRecord<byte[], byte[]>> records = consumer.poll(POLL);
        long now = nowMicros();
        for (ConsumerRecord<byte[], byte[]> record : records) {
          cause.apply(record).ifPresent(at -> take(at, now));
        }
      }
    }
  }

  private void take(long at, long now) {
    if (at >= until) {
      later = true;
    } else if (at >= since && counted < most) {
      latencies.recordValue(Math.max(0, now - at));
      counted++;
    }
    seen++;
  }

  /**
   * Waits for so many records with a cause, whether they count or not.
   *
   * @param writer the process that writes them
   */
  public void awaitSeen(long wanted, ChildProcess writer) throws InterruptedException {
    await(writer, () -> seen >= wanted);
  }

  /** Counts the records whose cause happens from now on, or the first of them. */
  public void count(long first) {
    most = first;
    since = nowMicros();
  }

  /**
   * Waits until so many have counted.
   *
   * @param writer the process that writes them
   */
  public void awaitCounted(long wanted, ChildProcess writer) throws InterruptedException {
    await(writer, () -> counted >= wanted);
  }

  /**
   * Counts no record whose cause happens from now on, and waits until one has come: those that
   * count have come before it, of the same query at least. At least one counts.
   *
   * @param writer the process that writes them
   */
  public void awaitRest(ChildProcess writer) throws InterruptedException {
    until = nowMicros();
    await(writer, () -> later && counted > 0);
  }

  private void await(ChildProcess writer, BooleanSupplier condition) throws InterruptedException {
    writer.await("read from", PATIENCE, () -> condition.getAsBoolean() || !thread.isAlive());
    if (!condition.getAsBoolean()) {
      throw new IllegalStateException("what " + writer.name() + " writes cannot be read any more");
    }
  }

  /** Ends reading and tells what was counted. */
  public Histogram end() {
    close();
    return latencies;
  }

  /**
   * A percentile in milliseconds.
   *
   * @param latencies in microseconds
   * @param percentile 0 to 100
   */
  public static double millis(Histogram latencies, double percentile) {
    return latencies.getValueAtPercentile(percentile) / MICROS_PER_MILLI;
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
