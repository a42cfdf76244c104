package dev.orderflow.dashboard.feed;

import java.util.List;

/**
 * What is known of the topics at one moment.
 *
 * @param kafka whether the brokers answer
 * @param topics in the order of their roles
 */
public record TopicsStatus(boolean kafka, List<Topic> topics) {

  /** Copies the list. */
  public TopicsStatus {
    topics = List.copyOf(topics);
  }

  /**
   * What is known of one topic.
   *
   * @param role what it is to the page
   * @param topic its name
   * @param there whether the brokers have it
   * @param caughtUp whether everything has been read that was there when the reading began
   * @param records how many have been read
   * @param newest the latest timestamp of them, milliseconds since the epoch
   * @param rejected how many could not be read
   * @param reason why the last of those could not; empty where there is none
   */
  public record Topic(
      Role role,
      String topic,
      boolean there,
      boolean caughtUp,
      long records,
      long newest,
      long rejected,
      String reason) {}
}
