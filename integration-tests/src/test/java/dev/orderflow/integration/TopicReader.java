package dev.orderflow.integration;

import static org.awaitility.Awaitility.await;

import dev.orderflow.integration.continuity.FeedRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads one topic in order. Used by one thread. */
final class TopicReader implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final KafkaConsumer<String, String> consumer;
  private final String topic;
  private final List<FeedRecord> records = new ArrayList<>();

  /** Reads a topic, which may not exist yet, from its beginning. */
  TopicReader(String bootstrapServers, String topic) {
    this.topic = topic;
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "allow.auto.create.topics", "false"),
            new StringDeserializer(),
            new StringDeserializer());
  }

  /** Reads what is added to a topic, which may not exist yet, from now on. */
  static TopicReader fromNowOn(String bootstrapServers, String topic) {
    TopicReader reader = new TopicReader(bootstrapServers, topic);
    reader.read();
    reader.records.clear();
    return reader;
  }

  /** The exchange's records so far, in the topic's order. */
  List<FeedRecord> frames() {
    read();
    return records.stream().filter(FeedRecord::isOfTheExchange).toList();
  }

  /** All records so far, also those of the connector's own. */
  List<FeedRecord> all() {
    read();
    return List.copyOf(records);
  }

  /** The frames among them that came over the WebSocket. */
  List<FeedRecord> stream() {
    return frames().stream().filter(FeedRecord::isStream).toList();
  }

  /** Waits until there are at least so many records of the exchange. */
  List<FeedRecord> awaitFrames(long count) {
    return await()
        .atMost(LIMIT)
        .alias(count + " records of the exchange in " + topic)
        .until(this::frames, found -> found.size() >= count);
  }

  /** Waits for a record of the exchange that has a property. */
  FeedRecord awaitFrame(String alias, Predicate<FeedRecord> wanted) {
    return await()
        .atMost(LIMIT)
        .alias(alias)
        .until(() -> frames().stream().filter(wanted).findFirst(), found -> found.isPresent())
        .orElseThrow();
  }

  /** Waits for a record, of the exchange or of the connector, that has a property. */
  FeedRecord awaitRecord(String alias, Predicate<FeedRecord> wanted) {
    return await()
        .atMost(LIMIT)
        .alias(alias)
        .until(
            () -> {
              read();
              return records.stream().filter(wanted).findFirst();
            },
            found -> found.isPresent())
        .orElseThrow();
  }

  /** Reads on to what is the end of the topic now. */
  private void read() {
    if (consumer.assignment().isEmpty()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
    }
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      consumer.poll(Duration.ofMillis(200)).forEach(record -> records.add(FeedRecord.of(record)));
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
