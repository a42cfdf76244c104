package dev.orderflow.spark.kafka;

import java.io.Serializable;
import java.util.Map;

/**
 * Where a job publishes: topics on a Kafka cluster.
 *
 * @param cluster the cluster
 * @param topics the topic of each of the job's outputs
 * @param identity names this query, and no other, for as long as its checkpoint lives: the
 *     transactions of its writers are told from all others by it
 */
public record KafkaOutput(KafkaCluster cluster, Map<String, String> topics, String identity)
    implements Serializable {

  /** Copies the topics, so that an output never changes. */
  public KafkaOutput {
    topics = Map.copyOf(topics);
  }
}
