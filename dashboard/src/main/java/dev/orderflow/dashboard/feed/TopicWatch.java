package dev.orderflow.dashboard.feed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Asks the brokers again and again which partitions the topics have, without making anybody wait:
 * topics may come later than the page, and may grow. Its answers are made in Kafka's admin thread
 * and taken by the reader's.
 */
final class TopicWatch implements AutoCloseable {

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

  private final Admin admin;
  private final Collection<String> topics;
  private final Queue<TopicPartition> found = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean asking = new AtomicBoolean();
  private final AtomicReference<String> failure = new AtomicReference<>("not asked yet");

  TopicWatch(Map<String, Object> settings, Collection<String> topics) {
    this.admin = Admin.create(settings);
    this.topics = List.copyOf(topics);
  }

  /** Asks, unless the last question has no answer yet. */
  void ask() {
    if (!asking.compareAndSet(false, true)) {
      return;
    }
    var answers = admin.describeTopics(topics).topicNameValues().values();
    var left = new AtomicInteger(answers.size());
    answers.forEach(
        each ->
            each.whenComplete(
                (topic, error) -> {
                  answered(topic, error);
                  if (left.decrementAndGet() == 0) {
                    asking.set(false);
                  }
                }));
  }

  private void answered(TopicDescription topic, Throwable error) {
    if (error == null) {
      failure.set("");
      topic
          .partitions()
          .forEach(each -> found.add(new TopicPartition(topic.name(), each.partition())));
    } else if (error instanceof UnknownTopicOrPartitionException) {
      failure.set("");
    } else if (error instanceof InvalidTopicException) {
      failure.set(error.getMessage());
    } else {
      failure.set("the brokers do not answer: " + error.getMessage());
    }
  }

  /** The partitions that answers named since the last call, known ones again. */
  Collection<TopicPartition> take() {
    List<TopicPartition> taken = new ArrayList<>();
    for (TopicPartition each = found.poll(); each != null; each = found.poll()) {
      taken.add(each);
    }
    return taken;
  }

  /** Why the brokers cannot be asked; empty where they can. */
  String failure() {
    return failure.get();
  }

  @Override
  public void close() {
    admin.close(CLOSE_WITHIN);
  }
}
