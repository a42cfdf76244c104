package dev.orderflow.spark.scan;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The connector's headers of a record, from all keys and all values joined into one text each; to
 * Spark an array of headers is many objects, and two texts are two. They come as bytes, because
 * nearly all are words that were read before.
 *
 * <p>Used again and again by one thread. A header that holds the separator itself is not of the
 * connector.
 */
final class RecordHeaders {

  /** Joins keys and values. */
  static final char SEPARATOR = '\u0001';

  private static final int MOST_DIGITS = 18;

  private final TextCache texts = new TextCache();
  private byte[] keys = {};
  private String[] names = {};
  private String event = "";
  private String channel = "";
  private String origin = "";
  private String error = "";
  private long session;
  private long receivedAt;
  private boolean clamped;

  /**
   * Takes the next record's.
   *
   * @param joinedKeys UTF-8
   * @param joinedValues UTF-8
   */
  void read(byte[] joinedKeys, byte[] joinedValues) {
    event = "";
    channel = "";
    origin = "";
    error = "";
    session = 0;
    receivedAt = 0;
    clamped = false;
    if (joinedKeys.length == 0) {
      return;
    }
    if (!Arrays.equals(joinedKeys, keys)) {
      keys = joinedKeys.clone();
      names = new String(joinedKeys, StandardCharsets.UTF_8).split(String.valueOf(SEPARATOR), -1);
    }
    int from = 0;
    for (String name : names) {
      int end = from;
      while (end < joinedValues.length && joinedValues[end] != SEPARATOR) {
        end++;
      }
      set(name, joinedValues, from, end);
      if (end == joinedValues.length) {
        return;
      }
      from = end + 1;
    }
  }

  private void set(String name, byte[] values, int from, int end) {
    switch (name) {
      case "event" -> event = texts.of(values, from, end);
      case "channel" -> channel = texts.of(values, from, end);
      case "origin" -> origin = texts.of(values, from, end);
      case "error" -> error = new String(values, from, end - from, StandardCharsets.UTF_8);
      case "session" -> session = number(values, from, end);
      case "event_time_clamped" -> clamped = true;
      case "received_at" -> receivedAt = number(values, from, end);
      default -> {
        // Others may add headers of their own.
      }
    }
  }

  /** A whole number that is not negative, as the connector writes them; 0 for anything else. */
  private static long number(byte[] text, int from, int end) {
    if (end - from > MOST_DIGITS) {
      return 0;
    }
    long number = 0;
    for (int i = from; i < end; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      number = 10 * number + digit;
    }
    return number;
  }

  String event() {
    return event;
  }

  String channel() {
    return channel;
  }

  String origin() {
    return origin;
  }

  String error() {
    return error;
  }

  long session() {
    return session;
  }

  long receivedAt() {
    return receivedAt;
  }

  /** Whether the record's timestamp is not its event's time but the exchange's when it came. */
  boolean isClamped() {
    return clamped;
  }
}
