package dev.orderflow.spark.kafka;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * A Kafka cluster, as clients of it are set up.
 *
 * @param bootstrapServers Kafka addresses, {@code host:port} separated by commas
 * @param clientSettings Kafka client settings without Spark's {@code kafka.} prefix; may hold
 *     secrets, so they are never printed
 */
public record KafkaCluster(String bootstrapServers, Map<String, String> clientSettings)
    implements Serializable {

  /** Copies the settings, so that a cluster never changes. */
  public KafkaCluster {
    clientSettings = Map.copyOf(clientSettings);
  }

  /**
   * Settings for one kind of client; a client warns of those that it does not know.
   *
   * @param known the names that this kind knows, such as {@code ConsumerConfig.configNames()}
   * @return settings that the caller may add to
   */
  public Map<String, Object> settings(Set<String> known) {
    Map<String, Object> settings = new HashMap<>(clientSettings);
    settings.keySet().retainAll(known);
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return settings;
  }

  /** Names the cluster without its client settings, which may hold secrets. */
  @Override
  public String toString() {
    return bootstrapServers;
  }
}
