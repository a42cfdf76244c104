package dev.orderflow.spark.job;

import java.io.Serializable;
import java.util.Map;

/**
 * Where a job publishes: topics on a Kafka cluster.
 *
 * @param bootstrapServers Kafka addresses, {@code host:port} separated by commas
 * @param topics the topic of each of the job's outputs
 * @param clientSettings Kafka client settings; may hold secrets, so it is never printed
 * @param identity names this query, and no other, for as long as its checkpoint lives: the
 *     transactions of its writers are told from all others by it
 */
public record KafkaOutput(
    String bootstrapServers,
    Map<String, String> topics,
    Map<String, String> clientSettings,
    String identity)
    implements Serializable {

  /** Copies the collections, so that an output never changes. */
  public KafkaOutput {
    topics = Map.copyOf(topics);
    clientSettings = Map.copyOf(clientSettings);
  }

  /** Names the output without its client settings, which may hold secrets. */
  @Override
  public String toString() {
    return topics.values() + " on " + bootstrapServers;
  }
}
