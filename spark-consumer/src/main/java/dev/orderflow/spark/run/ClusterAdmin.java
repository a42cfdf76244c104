package dev.orderflow.spark.run;

import dev.orderflow.spark.kafka.KafkaCluster;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What a job asks of its cluster before its queries start: the topics to publish to are made where
 * nobody has made them, and records that Kafka has deleted before they were read are found out.
 *
 * <p>Every refusal is a {@link UsageException}. One thread at a time.
 */
public final class ClusterAdmin implements AutoCloseable {

  private static final String TIMEOUT_MS = "40000";
  private static final Duration LEADER_WAIT = Duration.ofSeconds(30);
  private static final Duration LEADER_RETRY = Duration.ofMillis(50);

  private final Admin admin;
  private final PrintWriter log;

  /**
   * Connects.
   *
   * @param cluster the cluster
   * @param log told of what was made
   */
  public ClusterAdmin(KafkaCluster cluster, PrintWriter log) {
    Map<String, Object> settings = cluster.settings(AdminClientConfig.configNames());
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
    admin = Admin.create(settings);
    this.log = log;
  }

  @Override
  public void close() {
    admin.close();
  }

  /** The cluster's own id, which stays the same under other addresses. */
  public String clusterId() throws InterruptedException {
    try {
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
  public void create(String topic, boolean compacted, String option) throws InterruptedException {
    NewTopic wanted = new NewTopic(topic, Optional.empty(), Optional.empty());
    if (compacted) {
      wanted.configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    }
    try {
      CreateTopicsResult created = admin.createTopics(List.of(wanted));
      created.all().get();
      awaitLeaders(topic, partitions(created, topic));
      log.println("topic " + topic + " (" + option + ") was created");
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
  private void awaitLeaders(String topic, int partitions)
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
    try {
      admin.describeTopics(List.of(topic)).allTopicNames().get();
      return true;
    } catch (ExecutionException unknown) {
      return false;
    }
  }

  /**
   * Finds out which records Kafka has deleted that a query had yet to read. Spark would stop
   * without saying which, or go on without telling what it computes with.
   *
   * @param next the next offset to read of each partition
   * @param goOn whether to go on without the lost records
   * @return the first offset that is left of each partition that lost records
   * @throws UsageException naming what was lost, where the user does not want to go on
   */
  public Map<String, Long> lostRecords(Map<TopicPartition, Long> next, boolean goOn)
      throws InterruptedException {
    if (next.isEmpty()) {
      return Map.of();
    }
    Map<String, Long> losses = new TreeMap<>();
    Map<String, String> ranges = new TreeMap<>();
    earliest(next)
        .forEach(
            (partition, first) -> {
              long wanted = next.get(partition);
              if (first.offset() > wanted) {
                losses.put(partition.toString(), first.offset());
                ranges.put(
                    partition.toString(), "offsets " + wanted + " to " + (first.offset() - 1));
              }
            });
    if (!losses.isEmpty() && !goOn) {
      throw new UsageException(
          "Kafka has deleted records that were not read yet: "
              + ranges.entrySet().stream()
                  .map(range -> range.getKey() + " " + range.getValue())
                  .collect(Collectors.joining(", "))
              + " (--no-fail-on-data-loss goes on, and what they were part of is incomplete)");
    }
    return losses;
  }

  private Map<TopicPartition, ListOffsetsResultInfo> earliest(Map<TopicPartition, Long> partitions)
      throws InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    partitions.keySet().forEach(partition -> wanted.put(partition, OffsetSpec.earliest()));
    try {
      return admin.listOffsets(wanted).all().get();
    } catch (ExecutionException refused) {
      throw new UsageException(
          "the brokers do not tell which records they still have: " + RootCause.of(refused),
          refused);
    }
  }
}
