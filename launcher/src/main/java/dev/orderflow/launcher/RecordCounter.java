package dev.orderflow.launcher;

import dev.orderflow.runtime.Await;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Counts what the run writes to the topic, with a consumer of its own: records that carry an
 * exchange's frame, and records that the connector added (sessions, gaps, snapshots), told apart by
 * the header {@code origin}.
 *
 * <p>The main thread owns the consumer until {@link #follow}; from then on the counting thread owns
 * it. The counters may be read from any thread.
 */
final class RecordCounter implements AutoCloseable {

  private static final Duration TOPIC_WITHIN = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
  private static final Set<String> FRAMES = Set.of("stream", "repair");

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final Optional<Recording> recording;
  private final Map<TopicPartition, Long> start =
      new TreeMap<>(Comparator.comparingInt(TopicPartition::partition));

  /** Written by the counting thread. */
  private final AtomicLong frames = new AtomicLong();

  private final AtomicLong added = new AtomicLong();
  private final AtomicReference<String> newest = new AtomicReference<>("");
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();

  /** Written by the main thread. */
  private volatile boolean closing;

  private final Thread counting = new Thread(this::count, "record-counter");

  /**
   * Notes where the topic ends now; what is written from here on belongs to the run.
   *
   * @param bootstrapServers the broker
   * @param topic the topic, which need not exist yet
   * @param recording where to write the frames as well; closed here
   */
  RecordCounter(String bootstrapServers, String topic, Optional<Recording> recording) {
    this(
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "enable.auto.commit",
                false,
                "allow.auto.create.topics",
                false,
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "none"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer()),
        topic,
        recording);
  }

  /** With a consumer that reads as this class needs it to; it is closed here. */
  RecordCounter(Consumer<byte[], byte[]> consumer, String topic, Optional<Recording> recording) {
    this.topic = topic;
    this.recording = recording;
    this.consumer = consumer;
    start.putAll(consumer.endOffsets(partitions()));
  }

  private List<TopicPartition> partitions() {
    return consumer.partitionsFor(topic).stream()
        .map(p -> new TopicPartition(p.topic(), p.partition()))
        .toList();
  }

  /**
   * Where the run begins in the topic, as Spark's option {@code startingOffsets} wants it: {@code
   * earliest} for a topic the run created, else JSON with an offset a partition.
   */
  String startingOffsets() {
    if (start.values().stream().allMatch(offset -> offset == 0)) {
      return "earliest";
    }
    return start.entrySet().stream()
        .map(e -> "\"" + e.getKey().partition() + "\":" + e.getValue())
        .collect(Collectors.joining(",", "{\"" + topic + "\":{", "}}"));
  }

  /**
   * Waits until the topic exists, then counts in a thread of its own.
   *
   * @param check runs while waiting; throws to give up
   * @throws StepFailure when the topic does not appear
   */
  void follow(Runnable check) throws InterruptedException {
    boolean there =
        Await.until(
            TOPIC_WITHIN,
            () -> {
              check.run();
              return !partitions().isEmpty();
            });
    if (!there) {
      throw new StepFailure(
          ("nothing was written to the topic " + topic)
              + (" within " + TOPIC_WITHIN.toSeconds() + " s: the exchange sent no frame,")
              + " or the connector could not write");
    }
    List<TopicPartition> partitions = partitions();
    consumer.assign(partitions);
    partitions.forEach(p -> consumer.seek(p, start.getOrDefault(p, 0L)));
    counting.setDaemon(true);
    counting.start();
  }

  private void count() {
    try {
      while (!closing) {
        consumer.poll(POLL).forEach(this::count);
      }
    } catch (RuntimeException e) {
      failure.set(e);
    } catch (Error e) {
      failure.set(new IllegalStateException("counting the records failed", e));
    } finally {
      closeConsumer();
    }
  }

  private void count(ConsumerRecord<byte[], byte[]> record) {
    if (!FRAMES.contains(header(record, "origin"))) {
      added.incrementAndGet();
      return;
    }
    String frame = new String(record.value(), StandardCharsets.UTF_8);
    recording.ifPresent(file -> file.add(header(record, "received_at"), frame));
    newest.set(record.topic() + ' ' + record.offset() + ' ' + frame);
    frames.incrementAndGet();
  }

  private void closeConsumer() {
    try {
      recording.ifPresent(Recording::close);
      consumer.close(CloseOptions.timeout(CLOSE_WITHIN));
    } catch (TimeoutException | UncheckedIOException e) {
      failure.compareAndSet(null, e);
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? ""
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  /**
   * Fails when counting has.
   *
   * @throws StepFailure naming the topic and the reason
   */
  void requireCounting() {
    RuntimeException failed = failure.get();
    if (failed != null) {
      throw new StepFailure("counting the records of " + topic + " failed: " + failed.getMessage());
    }
  }

  /**
   * Records of the run so far that carry a frame of the exchange, streamed or fetched to close a
   * gap; no more are counted once counting has failed.
   */
  long records() {
    return frames.get();
  }

  /** The newest frame, for people to see: topic, offset and text; empty before the first. */
  Optional<String> newestFrame() {
    return Optional.of(newest.get()).filter(text -> !text.isEmpty());
  }

  /** Records of the run so far that the connector added. */
  long connectorRecords() {
    return added.get();
  }

  @Override
  public void close() {
    closing = true;
    if (counting.getState() == Thread.State.NEW) {
      closeConsumer();
      return;
    }
    try {
      counting.join(CLOSE_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
