package dev.orderflow.spark.run;

import dev.orderflow.spark.kafka.KafkaCluster;
import dev.orderflow.spark.kafka.TopicSelection;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What a job asks of its cluster before its queries start: the brokers answer, the topics to read
 * exist and can be computed from, those to publish to are made where nobody has made them, and
 * records that Kafka has deleted before they were read are found out.
 *
 * <p>Spark itself would fail with a stack trace: at once for a missing topic, after minutes for a
 * broker that does not answer. Every refusal is a {@link UsageException}. One thread at a time.
 */
public final class ClusterAdmin implements AutoCloseable {

  private static final String TIMEOUT_MS = "40000";
  private static final Duration ATTEMPT = Duration.ofSeconds(5);
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(500);
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

  /**
   * Waits until every topic that is named exists, or one that matches. Never creates one.
   *
   * @param topics what will be read
   * @param limit how long to wait for brokers and topics
   * @param stop ends the wait
   * @return partitions of each topic, empty where the wait was stopped
   * @throws UsageException naming the option to change, where it cannot succeed or the limit passed
   */
  public Map<String, Integer> awaitTopics(TopicSelection topics, Duration limit, StopSignal stop)
      throws InterruptedException {
    long start = System.nanoTime();
    String announced = "";
    while (true) {
      Map<String, Integer> partitions = new TreeMap<>();
      String trouble = look(topics, limit.minusNanos(System.nanoTime() - start), stop, partitions);
      if (stop.isRequested()) {
        return Map.of();
      }
      if (trouble.isEmpty()) {
        return partitions;
      }
      Duration left = limit.minusNanos(System.nanoTime() - start);
      if (left.isNegative() || left.isZero()) {
        throw new UsageException(
            trouble + "; waited " + limit.toSeconds() + " s (--topic-timeout)");
      }
      if (!trouble.equals(announced)) {
        log.println(trouble + "; waiting up to " + left.toSeconds() + " s (--topic-timeout)");
        announced = trouble;
      }
      stop.await(PAUSE.compareTo(left) < 0 ? PAUSE : left);
    }
  }

  /**
   * Looks once.
   *
   * @param left how long there is still to wait
   * @param partitions receives the number of partitions of each topic that exists
   * @return what is wrong, empty where nothing is; of no use where a stop is asked for meanwhile
   */
  private String look(
      TopicSelection topics, Duration left, StopSignal stop, Map<String, Integer> partitions)
      throws InterruptedException {
    Duration patience = left.compareTo(ATTEMPT) < 0 ? left : ATTEMPT;
    int timeout =
        Math.toIntExact((patience.compareTo(SHORTEST) < 0 ? SHORTEST : patience).toMillis());
    String asked = topics.sparkValue();
    List<String> missing = new ArrayList<>();
    try {
      Collection<String> names = names(topics, timeout, stop);
      Map<String, KafkaFuture<TopicDescription>> described =
          admin
              .describeTopics(names, new DescribeTopicsOptions().timeoutMs(timeout))
              .topicNameValues();
      for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : described.entrySet()) {
        asked = topic.getKey();
        try {
          answer(topic.getValue(), stop)
              .ifPresent(found -> partitions.put(topic.getKey(), found.partitions().size()));
        } catch (ExecutionException absent) {
          if (!(absent.getCause() instanceof UnknownTopicOrPartitionException)) {
            throw absent;
          }
          missing.add(topic.getKey());
        }
      }
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RetriableException) {
        return "no Kafka broker answers at " + cluster + " (--bootstrap-servers, --kafka)";
      }
      throw new UsageException(refusal(asked, failed.getCause()), failed.getCause());
    }
    if (missing.isEmpty() && !partitions.isEmpty()) {
      return "";
    }
    return (missing.isEmpty()
            ? "a topic that matches --topic-pattern"
            : "topic " + String.join(",", missing) + " (--topic)")
        + " does not exist on "
        + cluster
        + " (--bootstrap-servers)";
  }

  private Collection<String> names(TopicSelection topics, int timeout, StopSignal stop)
      throws ExecutionException, InterruptedException {
    if (topics instanceof TopicSelection.Named named) {
      return named.names();
    }
    Set<String> names =
        new TreeSet<>(
            answer(admin.listTopics(new ListTopicsOptions().timeoutMs(timeout)).names(), stop)
                .orElse(Set.of()));
    names.removeIf(name -> !((TopicSelection.Matching) topics).pattern().matcher(name).matches());
    return names;
  }

  /** Waits for an answer, which Kafka's client limits in time; empty where a stop is asked for. */
  private static <T> Optional<T> answer(KafkaFuture<T> asked, StopSignal stop)
      throws ExecutionException, InterruptedException {
    CompletableFuture<T> reply = asked.toCompletionStage().toCompletableFuture();
    CompletableFuture.anyOf(reply, stop.requested()).get();
    return stop.isRequested() ? Optional.empty() : Optional.of(reply.get());
  }

  private String refusal(String topic, Throwable cause) {
    String servers = cluster.bootstrapServers();
    if (cause instanceof InvalidTopicException) {
      return "'" + topic + "' (--topic) is not a topic name: " + RootCause.of(cause);
    }
    if (cause instanceof AuthenticationException) {
      return servers + " refuses the credentials (--kafka): " + RootCause.of(cause);
    }
    if (cause instanceof AuthorizationException) {
      return servers + " does not allow reading '" + topic + "' (--topic): " + RootCause.of(cause);
    }
    return "cannot read topic '" + topic + "' (--topic) on " + servers + ": " + RootCause.of(cause);
  }

  /**
   * Makes sure that the topics keep what the jobs compute from: every record, with the exchange's
   * time.
   *
   * @param topics topics that exist
   * @throws UsageException naming the topic and its setting, where one does not
   */
  public void requireComputable(Set<String> topics) throws InterruptedException {
    Map<ConfigResource, Config> settings = new HashMap<>();
    for (String topic : topics) {
      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
      try {
        settings.putAll(admin.describeConfigs(List.of(resource)).all().get());
      } catch (ExecutionException untold) {
        log.println(
            "the settings of topic "
                + topic
                + " (--topic) cannot be seen, so whether it is compacted is not known: "
                + RootCause.of(untold));
      }
    }
    settings.forEach(
        (topic, config) -> {
          if (setting(config, TopicConfig.CLEANUP_POLICY_CONFIG)
              .contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            throw new UsageException(
                "topic '"
                    + topic.name()
                    + "' (--topic) is compacted (cleanup.policy): Kafka removes records from its"
                    + " middle and does not tell which, so nothing made of it could be called"
                    + " complete; have the connector write to a topic with cleanup.policy=delete");
          }
          if (setting(config, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).equals("LogAppendTime")) {
            throw new UsageException(
                "topic '"
                    + topic.name()
                    + "' (--topic) has message.timestamp.type=LogAppendTime: the broker's clock"
                    + " stands in place of the exchange's; set it to CreateTime, and read a topic"
                    + " whose records were all written so");
          }
        });
  }

  private static String setting(Config config, String name) {
    return Optional.ofNullable(config.get(name)).map(ConfigEntry::value).orElse("");
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

  /**
   * Finds out which records Kafka has deleted that a query had yet to read. Spark would stop
   * without saying which, or go on without telling what it computes with.
   *
   * @param next the next offset to read of each partition that has been read; nothing can be lost
   *     where that is empty
   * @param topics the number of partitions of each topic to read; those not read yet are read from
   *     their beginning
   * @param goOn whether to go on without the lost records
   * @return the first offset that is left of each partition that lost records
   * @throws UsageException naming what was lost, where the user does not want to go on
   */
  public Map<TopicPartition, Long> lostRecords(
      Map<TopicPartition, Long> next, Map<String, Integer> topics, boolean goOn)
      throws InterruptedException {
    if (next.isEmpty()) {
      return Map.of();
    }
    Map<TopicPartition, OffsetSpec> read = new HashMap<>();
    topics.forEach(
        (topic, partitions) -> {
          for (int partition = 0; partition < partitions; partition++) {
            read.put(new TopicPartition(topic, partition), OffsetSpec.earliest());
          }
        });
    Map<TopicPartition, Long> losses = new HashMap<>();
    Set<String> ranges = new TreeSet<>();
    firstOffsets(read)
        .forEach(
            (partition, first) -> {
              long wanted = next.getOrDefault(partition, 0L);
              if (first.offset() > wanted) {
                losses.put(partition, first.offset());
                ranges.add(partition + " offsets " + wanted + " to " + (first.offset() - 1));
              }
            });
    if (!losses.isEmpty() && !goOn) {
      throw new UsageException(
          "Kafka has deleted records that were not read yet: "
              + String.join(", ", ranges)
              + " (--no-fail-on-data-loss goes on, and what they were part of is incomplete)");
    }
    return losses;
  }

  private Map<TopicPartition, ListOffsetsResultInfo> firstOffsets(
      Map<TopicPartition, OffsetSpec> partitions) throws InterruptedException {
    try {
      return admin.listOffsets(partitions).all().get();
    } catch (ExecutionException refused) {
      throw new UsageException(
          "the brokers do not tell which records they still have: " + RootCause.of(refused),
          refused);
    }
  }
}
