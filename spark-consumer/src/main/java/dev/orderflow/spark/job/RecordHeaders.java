package dev.orderflow.spark.job;

/**
 * The connector's headers of a record, from all keys and all values joined into one text each; to
 * Spark an array of headers is many objects, and two texts are two.
 *
 * <p>Used again and again by one thread. A header that holds the separator itself is not of the
 * connector.
 */
final class RecordHeaders {

  /** Joins keys and values. */
  static final char SEPARATOR = '\u0001';

  private String keys = "";
  private String[] names = {};
  private String event = "";
  private String channel = "";
  private String origin = "";
  private String error = "";
  private long session;
  private long receivedAt;

  /** Takes the next record's. */
  void read(String joinedKeys, String joinedValues) {
    event = "";
    channel = "";
    origin = "";
    error = "";
    session = 0;
    receivedAt = 0;
    if (joinedKeys.isEmpty()) {
      return;
    }
    if (!joinedKeys.equals(keys)) {
      keys = joinedKeys;
      names = joinedKeys.split(String.valueOf(SEPARATOR), -1);
    }
    int from = 0;
    for (String name : names) {
      int end = joinedValues.indexOf(SEPARATOR, from);
      String value = joinedValues.substring(from, end < 0 ? joinedValues.length() : end);
      set(name, value);
      if (end < 0) {
        return;
      }
      from = end + 1;
    }
  }

  private void set(String name, String value) {
    switch (name) {
      case "event" -> event = value;
      case "channel" -> channel = value;
      case "origin" -> origin = value;
      case "error" -> error = value;
      case "session" -> session = number(value);
      case "received_at" -> receivedAt = number(value);
      default -> {
        // Others may add headers of their own.
      }
    }
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0;
    }
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
}
