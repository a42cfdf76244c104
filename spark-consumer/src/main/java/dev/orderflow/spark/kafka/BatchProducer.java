package dev.orderflow.spark.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
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
  private final KafkaProducer<byte[], byte[]> producer;
  private long committed;
  private long current;
  private boolean skipping;

  BatchProducer(KafkaOutput output, long partition) {
    id = output.identity() + '-' + partition;
    marker = new TopicPartition(output.topics().values().stream().sorted().findFirst().get(), 0);
    producer =
        new KafkaProducer<>(
            producerSettings(output), new ByteArraySerializer(), new ByteArraySerializer());
    try {
      producer.initTransactions();
      committed = lastCommitted(output);
    } catch (RuntimeException refused) {
      producer.close(Duration.ZERO);
      throw refused;
    }
  }

  String id() {
    return id;
  }

  /** Begins a batch; what is sent for one that was committed before goes nowhere. */
  void begin(long batch) {
    current = batch;
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

  private Map<String, Object> producerSettings(KafkaOutput output) {
    Map<String, Object> settings = output.cluster().settings(ProducerConfig.configNames());
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
    settings.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
    settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    return settings;
  }

  private long lastCommitted(KafkaOutput output) {
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
