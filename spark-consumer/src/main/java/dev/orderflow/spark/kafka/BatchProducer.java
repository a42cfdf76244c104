package dev.orderflow.spark.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A Kafka transaction for each batch of one state partition, which also carries the batch's number.
 *
 * <p>The number is committed as the offset of a consumer group of the query's own, because Kafka
 * commits that together with the records. Kafka fences an older producer of the same partition when
 * a newer one starts, so a task that was given up by Spark cannot write any more. Used by one
 * thread at a time.
 */
final class BatchProducer {

  /** How long Kafka lets a transaction stand that nobody ends. */
  private static final int TRANSACTION_TIMEOUT_MS = 120_000;

  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final String id;
  private final TopicPartition marker;
  private final Producer<byte[], byte[]> producer;
  private final LongSupplier nanos;
  private long committed;
  private long current;
  private long usedNanos;
  private boolean skipping;

  /**
   * A producer whose transactions have been initialised.
   *
   * @param id its transactional id, and the consumer group that keeps the batch's number
   * @param marker the partition whose offset the number is
   * @param producer fenced off from all that had the id before
   * @param committed the last batch that was committed, -1 where none was
   * @param nanos time that only goes on, nanoseconds
   */
  BatchProducer(
      String id,
      TopicPartition marker,
      Producer<byte[], byte[]> producer,
      long committed,
      LongSupplier nanos) {
    this.id = id;
    this.marker = marker;
    this.producer = producer;
    this.committed = committed;
    this.nanos = nanos;
    usedNanos = nanos.getAsLong();
  }

  /** Starts the producer of one partition, and fences off the ones before it. */
  static BatchProducer start(KafkaOutput output, long partition) {
    String id = id(output, partition);
    TopicPartition marker =
        new TopicPartition(output.topics().values().stream().sorted().findFirst().get(), 0);
    Producer<byte[], byte[]> producer =
        new KafkaProducer<>(
            producerSettings(output, id), new ByteArraySerializer(), new ByteArraySerializer());
    try {
      producer.initTransactions();
      long committed = lastCommitted(output, id, marker);
      return new BatchProducer(id, marker, producer, committed, System::nanoTime);
    } catch (RuntimeException refused) {
      producer.close(Duration.ZERO);
      throw refused;
    }
  }

  /** Tells the producers of one partition of a query from all others. */
  static String id(KafkaOutput output, long partition) {
    return output.identity() + '-' + partition;
  }

  String id() {
    return id;
  }

  /** For how long it has begun no batch. */
  long unusedNanos() {
    return nanos.getAsLong() - usedNanos;
  }

  /** Begins a batch; what is sent for one that was committed before goes nowhere. */
  void begin(long batch) {
    current = batch;
    usedNanos = nanos.getAsLong();
    skipping = batch <= committed;
    if (!skipping) {
      producer.beginTransaction();
    }
  }

  void send(ProducerRecord<byte[], byte[]> published) {
    if (!skipping) {
      producer.send(published);
    }
  }

  /** Makes the batch visible; throws where any of its records was not written. */
  void commit() {
    if (skipping) {
      return;
    }
    producer.sendOffsetsToTransaction(
        Map.of(marker, new OffsetAndMetadata(current)), new ConsumerGroupMetadata(id));
    producer.commitTransaction();
    committed = current;
  }

  /** Gives the batch up; a transaction that is open is aborted by whoever comes next. */
  void discard() {
    producer.close(CLOSE);
  }

  private static Map<String, Object> producerSettings(KafkaOutput output, String id) {
    Map<String, Object> settings = output.cluster().settings(ProducerConfig.configNames());
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
    settings.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
    settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    return settings;
  }

  private static long lastCommitted(KafkaOutput output, String id, TopicPartition marker) {
    Map<String, Object> settings = output.cluster().settings(ConsumerConfig.configNames());
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, id);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      OffsetAndMetadata last = consumer.committed(Set.of(marker)).get(marker);
      return last == null ? -1 : last.offset();
    }
  }
}
