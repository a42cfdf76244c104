package dev.orderflow.dashboard.feed;

import java.util.List;

/**
 * What is known of the topics, for the thread that reads them.
 *
 * @param kafka whether the brokers answer
 * @param topics in the order of their roles; they go on being read
 */
public record TopicsStatus(boolean kafka, List<TopicProgress> topics) {

  /** Copies the list. */
  public TopicsStatus {
    topics = List.copyOf(topics);
  }
}
