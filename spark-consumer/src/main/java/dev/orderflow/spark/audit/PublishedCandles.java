package dev.orderflow.spark.audit;

import dev.orderflow.spark.kafka.KafkaCluster;
import dev.orderflow.spark.market.Interval;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the candles topic from its beginning to where it ends now, and keeps the newest revision of
 * each candle that is not too old. Memory: one candle for each interval of that time.
 */
final class PublishedCandles {

  private final Map<String, Object> settings;
  private final String topic;
  private final Set<String> markets;
  private final Set<Interval> intervals;
  private final long keptMicros;
  private final Map<PublishedCandle.Series, TreeMap<Long, PublishedCandle>> newest =
      new TreeMap<>(
          Comparator.comparing(PublishedCandle.Series::market)
              .thenComparing(PublishedCandle.Series::interval));

  PublishedCandles(
      KafkaCluster cluster,
      String topic,
      Set<String> markets,
      Set<Interval> intervals,
      Duration kept) {
    settings = cluster.settings(ConsumerConfig.configNames());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    this.topic = topic;
    this.markets = Set.copyOf(markets);
    this.intervals = Set.copyOf(intervals);
    keptMicros = kept.toMillis() * 1_000;
  }

  /**
   * The candles by market and length, each series by start.
   *
   * @throws IOException where there is no such topic
   */
  Map<PublishedCandle.Series, ? extends SortedMap<Long, PublishedCandle>> read()
      throws IOException {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          Optional.ofNullable(consumer.partitionsFor(topic))
              .orElse(List.<PartitionInfo>of())
              .stream()
              .map(each -> new TopicPartition(topic, each.partition()))
              .toList();
      if (partitions.isEmpty()) {
        throw new IOException("topic '" + topic + "' (--candles-topic) does not exist");
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(500)).forEach(this::keep);
      }
    }
    return newest;
  }

  private void keep(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return;
    }
    PublishedCandle.parse(new String(record.value(), StandardCharsets.UTF_8))
        .filter(candle -> intervals.contains(candle.interval()))
        .filter(candle -> markets.isEmpty() || markets.contains(candle.market()))
        .ifPresent(
            candle -> {
              TreeMap<Long, PublishedCandle> series =
                  newest.computeIfAbsent(candle.series(), s -> new TreeMap<>());
              series.put(candle.start(), candle);
              series.headMap(series.lastKey() - keptMicros).clear();
            });
  }
}
