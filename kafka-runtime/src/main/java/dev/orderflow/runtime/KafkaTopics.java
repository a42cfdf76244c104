package dev.orderflow.runtime;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/** Topics of a broker here, made with the Kafka client of the user's class path. */
public final class KafkaTopics {

  private static final Duration LEADER_WITHIN = Duration.ofMinutes(1);

  private KafkaTopics() {}

  /**
   * Makes topics and waits until the broker leads every partition, which it does not at once
   * (KAFKA-15591).
   *
   * @param bootstrapServers the broker
   * @param partitions how many, by topic
   * @throws ExecutionException when the broker refuses, as for one that exists
   */
  public static void create(String bootstrapServers, Map<String, Integer> partitions)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    partitions.forEach(
        (topic, count) -> {
          for (int partition = 0; partition < count; partition++) {
            ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
          }
        });
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin
          .createTopics(
              partitions.entrySet().stream()
                  .map(topic -> new NewTopic(topic.getKey(), topic.getValue(), (short) 1))
                  .toList())
          .all()
          .get();
      if (!Await.until(LEADER_WITHIN, () -> led(admin, ends))) {
        throw new IllegalStateException("no leader of " + partitions.keySet());
      }
    }
  }

  private static boolean led(Admin admin, Map<TopicPartition, OffsetSpec> ends) {
    try {
      return admin.listOffsets(ends).all().get().size() == ends.size();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RetriableException) {
        return false;
      }
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
