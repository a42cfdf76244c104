package dev.orderflow.spark;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orderflow.spark.run.UsageException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import picocli.CommandLine.TypeConversionException;

/**
 * Where a query without a checkpoint starts to read.
 *
 * @param text as Spark's Kafka source takes it: {@code earliest}, {@code latest} or JSON
 * @param partitions topic to partitions that the JSON names; empty for {@code earliest} and {@code
 *     latest}
 * @see <a
 *     href="https://spark.apache.org/docs/latest/streaming/structured-streaming-kafka-integration.html">
 *     startingOffsets in Spark's Kafka guide</a>
 */
record StartingOffsets(String text, Map<String, Set<Integer>> partitions) {

  private static final long EARLIEST = -2;

  /**
   * Checks that JSON offsets name just the partitions that exist, which Spark demands too late.
   *
   * @param existing number of partitions of each topic that is read
   * @throws UsageException naming the option, where they differ
   */
  void requireCovering(Map<String, Integer> existing) {
    if (partitions.isEmpty()) {
      return;
    }
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

  /** Reads the option. */
  static StartingOffsets parse(String text) {
    String offsets = text.strip();
    if (offsets.equalsIgnoreCase("earliest") || offsets.equalsIgnoreCase("latest")) {
      return new StartingOffsets(offsets.toLowerCase(Locale.ROOT), Map.of());
    }
    try {
      return new StartingOffsets(offsets, partitions(new ObjectMapper().readTree(offsets)));
    } catch (JacksonException | NumberFormatException notOffsets) {
      throw refuse(text);
    }
  }

  private static Map<String, Set<Integer>> partitions(JsonNode json) {
    if (!json.isObject() || json.isEmpty()) {
      throw refuse(json.toString());
    }
    Map<String, Set<Integer>> partitions = new TreeMap<>();
    json.properties()
        .forEach(topic -> partitions.put(topic.getKey(), partitionsOfTopic(topic.getValue())));
    return partitions;
  }

  private static Set<Integer> partitionsOfTopic(JsonNode topic) {
    Set<Integer> partitions = new TreeSet<>();
    for (Map.Entry<String, JsonNode> partition : topic.properties()) {
      JsonNode offset = partition.getValue();
      if (!offset.isIntegralNumber() || offset.asLong() < EARLIEST) {
        throw refuse(topic.toString());
      }
      partitions.add(Integer.parseInt(partition.getKey()));
    }
    if (partitions.isEmpty()) {
      throw refuse(topic.toString());
    }
    return partitions;
  }

  private static TypeConversionException refuse(String text) {
    return new TypeConversionException(
        "'"
            + text
            + "' is not earliest, latest or JSON such as {\"testTopic\":{\"0\":42}}"
            + " (topic, partition, offset; -2 is earliest, -1 is latest)");
  }
}
