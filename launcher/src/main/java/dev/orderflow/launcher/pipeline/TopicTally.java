package dev.orderflow.launcher.pipeline;

import dev.orderflow.launcher.process.Await;
import dev.orderflow.launcher.process.StepFailure;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
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
public final class TopicTally implements AutoCloseable {

  private static final Duration TOPIC_WITHIN = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final Optional<Recording> recording;
  private final Map<TopicPartition, Long> start =
      new TreeMap<>(Comparator.comparingInt(TopicPartition::partition));
  private final AtomicLong frames = new AtomicLong();
  private final AtomicLong added = new AtomicLong();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final AtomicReference<String> newest = new AtomicReference<>("");
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
  private Optional<Thread> counting = Optional.empty();

  /**
   * Notes where the topic ends now; what is written from here on belongs to the run.
   *
   * @param bootstrapServers the broker
   * @param topic the topic, which need not exist yet
   * @param recording where to write the frames as well; the tally closes it
   */
  public TopicTally(String bootstrapServers, String topic, Optional<Recording> recording) {
    this(
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer()),
        topic,
        recording);
  }

  /** With a consumer that reads as this class needs it to; it is closed here. */
  TopicTally(Consumer<byte[], byte[]> consumer, String topic, Optional<Recording> recording) {
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
   * Where the run begins in the topic, as Spark's option {@code startingOffsets} wants it.
   *
   * @return {@code earliest} for a topic the run created, else JSON with an offset a partition
   */
  public String startingOffsets() {
    if (start.values().stream().allMatch(offset -> offset == 0)) {
      return "earliest";
    }
    StringBuilder json = new StringBuilder("{\"" + topic + "\":{");
    String separator = "";
    for (Map.Entry<TopicPartition, Long> e : start.entrySet()) {
      json.append(separator).append('"').append(e.getKey().partition()).append("\":");
      json.append(e.getValue());
      separator = ",";
    }
    return json.append("}}").toString();
  }

  /**
   * Waits until the topic exists, then counts in a thread of its own.
   *
   * @param check runs while waiting; throws {@link StepFailure} to give up
   * @throws StepFailure when the topic does not appear
   * @throws InterruptedException on a stop signal
   */
  public void follow(Runnable check) throws InterruptedException {
    boolean there =
        Await.until(
            TOPIC_WITHIN,
            () -> {
              check.run();
              return !partitions().isEmpty();
            });
    if (!there) {
      throw new StepFailure(
          "nothing was written to the topic "
              + topic
              + " within "
              + TOPIC_WITHIN.toSeconds()
              + " s: the exchange sent no frame, or the connector could not write");
    }
    List<TopicPartition> partitions = partitions();
    consumer.assign(partitions);
    partitions.forEach(p -> consumer.seek(p, start.getOrDefault(p, 0L)));
    Thread thread = new Thread(this::count, "topic-tally");
    thread.setDaemon(true);
    counting = Optional.of(thread);
    thread.start();
  }

  private void count() {
    try {
      while (!closing.get()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          count(record);
        }
      }
    } catch (KafkaException | UncheckedIOException e) {
      failure.set(e);
    } finally {
      closeConsumer();
    }
  }

  private void count(ConsumerRecord<byte[], byte[]> record) {
    String origin = header(record, "origin");
    boolean carriesFrame = origin.equals("stream") || origin.equals("repair");
    if (carriesFrame) {
      recording.ifPresent(
          file ->
              file.add(
                  header(record, "received_at"),
                  new String(record.value(), StandardCharsets.UTF_8)));
    }
    if (carriesFrame) {
      newest.set(
          record.topic()
              + ' '
              + record.offset()
              + ' '
              + new String(record.value(), StandardCharsets.UTF_8));
    }
    (carriesFrame ? frames : added).incrementAndGet();
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
   * Records of the run that carry a frame of the exchange, streamed or fetched to close a gap.
   *
   * @return how many so far
   * @throws StepFailure when counting has failed
   */
  public long records() {
    RuntimeException failed = failure.get();
    if (failed != null) {
      throw new StepFailure("counting the records of " + topic + " failed: " + failed.getMessage());
    }
    return counted();
  }

  /**
   * The same, also after counting has failed or ended.
   *
   * @return how many were counted
   */
  public long counted() {
    return frames.get();
  }

  /**
   * The newest frame, for people to see.
   *
   * @return topic, offset and text; empty before the first
   */
  public Optional<String> newestFrame() {
    return Optional.of(newest.get()).filter(text -> !text.isEmpty());
  }

  /**
   * Records of the run that the connector added.
   *
   * @return how many so far
   */
  public long connectorRecords() {
    return added.get();
  }

  @Override
  public void close() {
    closing.set(true);
    if (counting.isEmpty()) {
      closeConsumer();
      return;
    }
    try {
      counting.get().join(CLOSE_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
