package dev.orderflow.spark;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import picocli.CommandLine;

/** Makes the topics that a job publishes to, where nobody has made them. */
final class OutputTopics {

  private static final String TIMEOUT_MS = "40000";

  private final Map<String, Object> settings = new HashMap<>();
  private final CommandLine command;

  /**
   * Topics of a cluster.
   *
   * @param bootstrapServers its addresses
   * @param clientSettings Kafka client settings
   * @param command whose log is told of what was made
   */
  OutputTopics(String bootstrapServers, Map<String, String> clientSettings, CommandLine command) {
    this.command = command;
    settings.putAll(clientSettings);
    settings.keySet().retainAll(AdminClientConfig.configNames());
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
  }

  /** The cluster's own id, which stays the same under other addresses. */
  String clusterId() throws InterruptedException {
    try (Admin admin = Admin.create(settings)) {
      return admin.describeCluster().clusterId().get();
    } catch (ExecutionException refused) {
      throw new UsageException(
          "the brokers do not tell which cluster they are: " + RootCause.of(refused), refused);
    }
  }

  /**
   * Makes a topic with the cluster's default number of partitions and replicas.
   *
   * @param topic its name
   * @param compacted whether the newest record of each key is what counts
   * @param option the option that names it
   * @throws UsageException where it does not exist and cannot be made
   */
  void create(String topic, boolean compacted, String option) throws InterruptedException {
    NewTopic wanted = new NewTopic(topic, Optional.empty(), Optional.empty());
    if (compacted) {
      wanted.configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    }
    try (Admin admin = Admin.create(settings)) {
      admin.createTopics(List.of(wanted)).all().get();
      command.getErr().println("topic " + topic + " (" + option + ") was created");
    } catch (ExecutionException refused) {
      if (!(refused.getCause() instanceof TopicExistsException) && !exists(topic)) {
        throw new UsageException(
            "topic '"
                + topic
                + "' ("
                + option
                + ") does not exist and cannot be created: "
                + RootCause.of(refused),
            refused);
      }
    }
  }

  /** To create may be forbidden where to write is not. */
  private boolean exists(String topic) throws InterruptedException {
    try (Admin admin = Admin.create(settings)) {
      admin.describeTopics(List.of(topic)).allTopicNames().get();
      return true;
    } catch (ExecutionException unknown) {
      return false;
    }
  }
}
