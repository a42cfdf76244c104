package dev.orderflow.dashboard.feed;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How to reach the brokers.
 *
 * @param bootstrapServers addresses, {@code host:port} separated by commas
 * @param settings Kafka client settings; may hold secrets, so they are never printed
 */
public record KafkaConnection(String bootstrapServers, Map<String, String> settings) {

  private static final String TIMEOUT_MS = "10000";

  /** Copies the settings. */
  public KafkaConnection {
    settings = Map.copyOf(settings);
  }

  /** A consumer without a group: the page commits nothing and shares with nobody. */
  Consumer<byte[], byte[]> consumer() {
    Map<String, Object> all = new HashMap<>();
    all.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
    all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "2000");
    all.putAll(settings);
    all.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  Map<String, Object> adminSettings() {
    Map<String, Object> all = new HashMap<>();
    all.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
    all.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "5000");
    all.putAll(settings);
    all.keySet().retainAll(AdminClientConfig.configNames());
    all.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return all;
  }

  /** Names the brokers alone. */
  @Override
  public String toString() {
    return bootstrapServers;
  }
}
