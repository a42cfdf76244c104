package dev.orderflow.spark.run;

import dev.orderflow.spark.kafka.KafkaCluster;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What the application asks of its cluster before its queries start, apart from their data.
 *
 * <p>Every refusal is a {@link UsageException}. One thread at a time.
 */
public final class ClusterAdmin implements AutoCloseable {

  private static final String TIMEOUT_MS = "40000";
  private static final Duration ATTEMPT = Duration.ofSeconds(5);
  private static final Duration LEADER_WAIT = Duration.ofSeconds(30);
  private static final Duration LEADER_RETRY = Duration.ofMillis(50);

  private final KafkaCluster cluster;
  private final PrintWriter log;
  private final Admin admin;

  /**
   * Connects.
   *
   * @param cluster the cluster
   * @param log told of what is awaited and of what was made
   * @throws UsageException where the client's settings cannot be used
   */
  public ClusterAdmin(KafkaCluster cluster, PrintWriter log) {
    this.cluster = cluster;
    this.log = log;
    Map<String, Object> settings = cluster.settings(AdminClientConfig.configNames());
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
    try {
      admin = Admin.create(settings);
    } catch (KafkaException refused) {
      throw new UsageException(
          "cannot set up a Kafka client for "
              + cluster
              + " (--bootstrap-servers, --kafka): "
              + RootCause.of(refused),
          refused);
    }
  }

  @Override
  public void close() {
    // Without a limit it would wait for answers that nobody needs any more.
    admin.close(Duration.ZERO);
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
   * Makes the topics that do not exist, with the cluster's default number of partitions and
   * replicas; none of them where one is refused.
   *
   * @param topics the topics to publish to
   * @throws UsageException where one does not exist and cannot be made
   */
  public void create(Collection<OutputTopic> topics) throws InterruptedException {
    List<OutputTopic> missing = new ArrayList<>();
    for (OutputTopic topic : topics) {
      if (!exists(topic.name())) {
        create(topic, new CreateTopicsOptions().validateOnly(true));
        missing.add(topic);
      }
    }
    for (OutputTopic topic : missing) {
      if (create(topic, new CreateTopicsOptions())) {
        log.println("topic " + topic.name() + " (" + topic.option() + ") was created");
      }
    }
  }

  /** Whether it was this call that made the topic. */
  private boolean create(OutputTopic topic, CreateTopicsOptions options)
      throws InterruptedException {
    NewTopic wanted = new NewTopic(topic.name(), Optional.empty(), Optional.empty());
    if (topic.compacted()) {
      wanted.configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    }
    try {
      CreateTopicsResult created = admin.createTopics(List.of(wanted), options);
      created.all().get();
      if (!options.shouldValidateOnly()) {
        awaitLeaders(topic.name(), partitions(created, topic.name()));
      }
      return true;
    } catch (ExecutionException refused) {
      if (refused.getCause() instanceof TopicExistsException) {
        return false;
      }
      throw new UsageException(
          "topic '"
              + topic.name()
              + "' ("
              + topic.option()
              + ") does not exist and cannot be created: "
              + RootCause.of(refused),
          refused);
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

  private boolean exists(String topic) throws InterruptedException {
    try {
      admin.describeTopics(List.of(topic)).allTopicNames().get();
      return true;
    } catch (ExecutionException unknown) {
      return false;
    }
  }

  /**
   * Which topics do not exist.
   *
   * @param topics names
   * @return empty too where the brokers do not answer
   */
  Set<String> missing(Set<String> topics) throws InterruptedException {
    Set<String> missing = new TreeSet<>();
    DescribeTopicsOptions soon =
        new DescribeTopicsOptions().timeoutMs(Math.toIntExact(ATTEMPT.toMillis()));
    for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
        admin.describeTopics(topics, soon).topicNameValues().entrySet()) {
      try {
        topic.getValue().get();
      } catch (ExecutionException untold) {
        if (untold.getCause() instanceof UnknownTopicOrPartitionException) {
          missing.add(topic.getKey());
        }
      }
    }
    return missing;
  }

  /** What it knows of the topics to read. */
  public SourceTopics sourceTopics() {
    return new SourceTopics(admin, cluster, log);
  }
}
