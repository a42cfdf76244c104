package dev.orderflow.benchmarks.topic;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Checks that every frame sent is in a topic, once and in order, where they were sent as fast as
 * they were taken: their times count on by a microsecond a frame.
 */
public final class ArrivedFrames {

  private static final String TIME = "\"microtimestamp\":";
  private static final int DIGITS = 16;

  private long last;
  private long count;

  ArrivedFrames() {}

  /**
   * Checks a topic, once what is missing has had a minute to come.
   *
   * @param topic the topic
   * @param wanted how many frames were sent
   * @throws IOException where one is missing, doubled or out of place
   */
  public static void check(BenchmarkTopic topic, long wanted)
      throws IOException, InterruptedException {
    ArrivedFrames arrived = new ArrivedFrames();
    topic.read(() -> arrived.count >= wanted, arrived::take);
    if (arrived.count != wanted) {
      throw new IOException(
          topic.name() + " has " + arrived.count + " frames of the " + wanted + " sent");
    }
  }

  void take(ConsumerRecord<byte[], byte[]> read) throws IOException {
    Header event = read.headers().lastHeader("event");
    if (event != null && text(event.value()).startsWith("orderflow:")) {
      return;
    }
    long micros = micros(text(read.value()));
    if (count++ > 0 && micros != last + 1) {
      throw new IOException(read.topic() + " has a frame of " + micros + " after one of " + last);
    }
    last = micros;
  }

  /** Frames taken so far. */
  long count() {
    return count;
  }

  private static String text(byte[] ascii) {
    return new String(ascii, StandardCharsets.ISO_8859_1);
  }

  /**
   * The time that a frame says it was sent.
   *
   * @param frame as it came, or as a struct's JSON
   * @return microseconds since the epoch
   */
  public static long micros(String frame) {
    int at = frame.indexOf(TIME) + TIME.length();
    at += frame.charAt(at) == '"' ? 1 : 0;
    return Long.parseLong(frame, at, at + DIGITS, 10);
  }
}
