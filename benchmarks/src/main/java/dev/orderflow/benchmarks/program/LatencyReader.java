package dev.orderflow.benchmarks.program;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A consumer with default settings that measures how old each frame is when {@code poll} has
 * returned it, by the time that the frame source wrote into it on the same machine.
 *
 * <p>Each line of input is {@code <topic> <frames to skip> <frames to measure>}; the answer is
 * {@code latency} with percentiles in microseconds.
 */
public final class LatencyReader {

  private static final byte[] FRAME = "{\"data\":{\"id\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MICROS = "\"microtimestamp\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGITS = 16;

  private LatencyReader() {}

  /**
   * Reads lines until the input ends.
   *
   * @param arguments the broker's address
   * @throws IOException where the input cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", arguments[0]),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split(" ");
        TopicPartition partition = new TopicPartition(words[0], 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        consumer.position(partition);
        System.out.println("reading");
        measure(consumer, Integer.parseInt(words[1]), new long[Integer.parseInt(words[2])]);
      }
    }
  }

  private static void measure(KafkaConsumer<byte[], byte[]> consumer, int skip, long[] ages) {
    int seen = 0;
    while (seen < skip + ages.length) {
      Iterable<ConsumerRecord<byte[], byte[]>> read = consumer.poll(Duration.ofMillis(500));
      long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
      for (ConsumerRecord<byte[], byte[]> record : read) {
        byte[] value = record.value();
        if (startsWith(value, 0, FRAME) && seen < skip + ages.length) {
          if (seen >= skip) {
            ages[seen - skip] = now - micros(value);
          }
          seen++;
        }
      }
    }
    Arrays.sort(ages);
    System.out.println(
        "latency "
            + at(ages, 0.5)
            + ' '
            + at(ages, 0.9)
            + ' '
            + at(ages, 0.99)
            + ' '
            + ages[ages.length - 1]);
  }

  private static long at(long[] sorted, double part) {
    return sorted[(int) Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)];
  }

  private static long micros(byte[] frame) {
    int at = 0;
    while (!startsWith(frame, at, MICROS)) {
      at++;
    }
    long micros = 0;
    for (int i = at + MICROS.length; i < at + MICROS.length + DIGITS; i++) {
      micros = micros * 10 + frame[i] - '0';
    }
    return micros;
  }

  private static boolean startsWith(byte[] text, int at, byte[] begin) {
    return at + begin.length <= text.length
        && Arrays.equals(text, at, at + begin.length, begin, 0, begin.length);
  }
}
