package dev.orderflow.spark;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orderflow.spark.run.UsageException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.TypeConversionException;

/**
 * Where a query without a checkpoint starts to read.
 *
 * @param text as Spark's Kafka source takes it: {@code earliest}, {@code latest} or JSON
 * @param offsets the first offset of each partition of each topic that the JSON names; empty for
 *     {@code earliest} and {@code latest}
 * @see <a
 *     href="https://spark.apache.org/docs/latest/streaming/structured-streaming-kafka-integration.html">
 *     startingOffsets in Spark's Kafka guide</a>
 */
record StartingOffsets(String text, Map<String, Map<Integer, Long>> offsets) {

  private static final long EARLIEST = -2;

  /**
   * Checks that JSON offsets name just the partitions that exist, which Spark demands too late.
   *
   * @param existing number of partitions of each topic that is read
   * @throws UsageException naming the option, where they differ
   */
  void requireCovering(Map<String, Integer> existing) {
    if (offsets.isEmpty()) {
      return;
    }
    Map<String, Set<Integer>> partitions = new TreeMap<>();
    offsets.forEach((topic, each) -> partitions.put(topic, new TreeSet<>(each.keySet())));
    Map<String, Set<Integer>> wanted = new TreeMap<>();
    existing.forEach(
        (topic, count) -> {
          Set<Integer> all = new TreeSet<>();
          for (int partition = 0; partition < count; partition++) {
            all.add(partition);
          }
          wanted.put(topic, all);
        });
    if (!wanted.equals(partitions)) {
      throw new UsageException(
          "--starting-offsets must name every partition of every topic once: the topics have "
              + wanted
              + ", the option names "
              + partitions);
    }
  }

  /** The first offset of each partition; what is asked for as earliest or latest is never lost. */
  Map<TopicPartition, Long> positions() {
    Map<TopicPartition, Long> positions = new HashMap<>();
    offsets.forEach(
        (topic, each) ->
            each.forEach(
                (partition, offset) ->
                    positions.put(
                        new TopicPartition(topic, partition),
                        offset < 0 ? Long.MAX_VALUE : offset)));
    return positions;
  }

  /** Reads the option. */
  static StartingOffsets parse(String text) {
    String offsets = text.strip();
    if (offsets.equalsIgnoreCase("earliest") || offsets.equalsIgnoreCase("latest")) {
      return new StartingOffsets(offsets.toLowerCase(Locale.ROOT), Map.of());
    }
    try {
      return new StartingOffsets(offsets, offsets(new ObjectMapper().readTree(offsets)));
    } catch (JacksonException | NumberFormatException notOffsets) {
      throw refuse(text);
    }
  }

  private static Map<String, Map<Integer, Long>> offsets(JsonNode json) {
    if (!json.isObject() || json.isEmpty()) {
      throw refuse(json.toString());
    }
    Map<String, Map<Integer, Long>> offsets = new TreeMap<>();
    json.properties().forEach(topic -> offsets.put(topic.getKey(), ofTopic(topic.getValue())));
    return offsets;
  }

  private static Map<Integer, Long> ofTopic(JsonNode topic) {
    Map<Integer, Long> offsets = new TreeMap<>();
    for (Map.Entry<String, JsonNode> partition : topic.properties()) {
      JsonNode offset = partition.getValue();
      if (!offset.isIntegralNumber() || offset.asLong() < EARLIEST) {
        throw refuse(topic.toString());
      }
      offsets.put(Integer.parseInt(partition.getKey()), offset.asLong());
    }
    if (offsets.isEmpty()) {
      throw refuse(topic.toString());
    }
    return offsets;
  }

  private static TypeConversionException refuse(String text) {
    return new TypeConversionException(
        "'"
            + text
            + "' is not earliest, latest or JSON such as {\"testTopic\":{\"0\":42}}"
            + " (topic, partition, offset; -2 is earliest, -1 is latest)");
  }
}
