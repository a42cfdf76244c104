package dev.orderflow.dashboard.feed;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** What is known of one topic; the thread that reads the topics owns it. */
final class TopicStatus {

  private final Role role;
  private final String topic;
  private boolean there;
  private boolean caughtUp;
  private long records;
  private long newest;
  private long rejected;
  private String reason = "";

  TopicStatus(Role role, String topic) {
    this.role = role;
    this.topic = topic;
  }

  Role role() {
    return role;
  }

  String topic() {
    return topic;
  }

  void found() {
    there = true;
  }

  /** Everything that was there when the reading began has been read. */
  void caughtUp() {
    caughtUp = true;
  }

  void read(long timestamp) {
    records++;
    newest = Math.max(newest, timestamp);
  }

  /** Counts a record that could not be read; tells whether it is the first. */
  boolean reject(String why) {
    reason = why;
    return rejected++ == 0;
  }

  String json() {
    return "{\"role\":%s,\"topic\":%s,\"there\":%b,\"caught_up\":%b,\"records\":%d,\"newest\":%d,\"rejected\":%d,\"reason\":%s}"
        .formatted(
            text(role.text()),
            text(topic),
            there,
            caughtUp,
            records,
            newest,
            rejected,
            text(reason));
  }

  private static String text(String value) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(value)) + '"';
  }
}
