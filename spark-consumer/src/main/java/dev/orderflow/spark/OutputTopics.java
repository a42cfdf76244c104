package dev.orderflow.spark;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import picocli.CommandLine;

/** Makes the topics that a job publishes to, where nobody has made them. */
final class OutputTopics {

  private static final String TIMEOUT_MS = "40000";
  private static final Duration LEADER_WAIT = Duration.ofSeconds(30);
  private static final Duration LEADER_RETRY = Duration.ofMillis(50);

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
      CreateTopicsResult created = admin.createTopics(List.of(wanted));
      created.all().get();
      awaitLeaders(admin, topic, partitions(created, topic));
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

  /**
   * Waits until the brokers that lead a new topic know that they do.
   *
   * <p>A producer that writes earlier, with more than one request on its way, may find its first
   * one refused and its second one taken; the first is then refused until it expires, two minutes
   * later (KAFKA-15591).
   */
  private static void awaitLeaders(Admin admin, String topic, int partitions)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
    }
    long deadline = System.nanoTime() + LEADER_WAIT.toNanos();
    while (true) {
      try {
        admin.listOffsets(ends).all().get();
        return;
      } catch (ExecutionException notYet) {
        if (!(notYet.getCause() instanceof UnknownTopicOrPartitionException)
            || System.nanoTime() > deadline) {
          throw notYet;
        }
        TimeUnit.MILLISECONDS.sleep(LEADER_RETRY.toMillis());
      }
    }
  }

  /** Brokers tell the number of partitions only to those who may read the topic's settings. */
  private static int partitions(CreateTopicsResult created, String topic)
      throws InterruptedException {
    try {
      return created.numPartitions(topic).get();
    } catch (ExecutionException untold) {
      return 1;
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
