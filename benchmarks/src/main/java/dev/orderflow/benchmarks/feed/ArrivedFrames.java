package dev.orderflow.benchmarks.feed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads a topic from its beginning and checks that every frame sent is in it, once and in order: by
 * the chain of ids that the frames themselves carry.
 */
public final class ArrivedFrames {

  private static final byte[] ID = "\"event_id\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NUMBER = "\"event_no\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final int ID_LENGTH = 36;
  private static final Duration WAIT = Duration.ofSeconds(10);

  private final Map<String, String> lastOfMarket = new HashMap<>();
  private long frames;

  private ArrivedFrames() {}

  /**
   * Checks a topic of one partition.
   *
   * @param broker the broker's address
   * @param topic the topic
   * @param wanted how many frames were sent
   * @throws IOException where one is missing, doubled or out of place
   */
  public static void check(String broker, String topic, long wanted) throws IOException {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "10000",
                ConsumerConfig.CHECK_CRCS_CONFIG, "false"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      ArrivedFrames arrived = new ArrivedFrames();
      long patience = System.nanoTime() + WAIT.toNanos();
      while (arrived.frames < wanted || consumer.position(partition) < end(consumer, partition)) {
        for (ConsumerRecord<byte[], byte[]> read : consumer.poll(Duration.ofMillis(200))) {
          arrived.take(read);
          patience = System.nanoTime() + WAIT.toNanos();
        }
        if (System.nanoTime() > patience) {
          break;
        }
      }
      if (arrived.frames != wanted) {
        throw new IOException(
            topic + " has " + arrived.frames + " frames of the " + wanted + " sent");
      }
    }
  }

  private static long end(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
    return consumer.endOffsets(List.of(partition)).get(partition);
  }

  private void take(ConsumerRecord<byte[], byte[]> read) throws IOException {
    byte[] value = read.value();
    int id = behind(value, ID);
    if (id < 0) {
      id = behind(value, NUMBER);
    }
    if (id < 0) {
      return;
    }
    frames++;
    String market = new String(read.key(), StandardCharsets.US_ASCII);
    String own = id(value, id);
    // The frames have their predecessor's id right behind their own.
    String previous = id(value, id + ID_LENGTH + "\",\"pre_event_id\":\"".length());
    String before = lastOfMarket.put(market, own);
    if (before != null && !before.equals(previous)) {
      throw new IOException(
          read.topic() + " has " + own + " behind " + before + ", not behind " + previous);
    }
  }

  private static String id(byte[] value, int at) {
    return new String(value, at, ID_LENGTH, StandardCharsets.US_ASCII);
  }

  /** From the end, because the ids are near it. */
  private static int behind(byte[] value, byte[] name) {
    for (int at = value.length - name.length; at >= 0; at--) {
      int i = 0;
      while (i < name.length && value[at + i] == name[i]) {
        i++;
      }
      if (i == name.length) {
        return at + name.length;
      }
    }
    return -1;
  }
}
