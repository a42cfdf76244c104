package dev.orderflow.dashboard.feed;

import com.fasterxml.jackson.annotation.JsonAutoDetect;

/**
 * How far one topic has been read; the thread that reads the topics owns it, and the page gets its
 * fields.
 */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
public final class TopicProgress {

  private final Role role;
  private final String topic;
  private boolean there;
  private boolean caughtUp;
  private long records;
  private long newest;
  private long rejected;
  private String reason = "";

  TopicProgress(Role role, String topic) {
    this.role = role;
    this.topic = topic;
  }

  Role role() {
    return role;
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
}
