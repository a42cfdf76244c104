package dev.orderflow.dashboard.feed;

/** How far one topic has been read; the thread that reads the topics owns it. */
final class TopicProgress {

  private final Role role;
  private final String name;
  private boolean there;
  private boolean caughtUp;
  private long records;
  private long newest;
  private long rejected;
  private String reason = "";

  TopicProgress(Role role, String name) {
    this.role = role;
    this.name = name;
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

  TopicsStatus.Topic status() {
    return new TopicsStatus.Topic(role, name, there, caughtUp, records, newest, rejected, reason);
  }
}
