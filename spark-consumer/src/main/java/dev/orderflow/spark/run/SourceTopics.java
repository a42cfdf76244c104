package dev.orderflow.spark.run;

import dev.orderflow.spark.kafka.KafkaCluster;
import dev.orderflow.spark.kafka.TopicSelection;
import dev.orderflow.spark.scan.RecordFilter;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Makes sure, before Spark starts, that the brokers answer, that the topics to read exist and can
 * be computed from, and that what was not read yet is still there.
 *
 * <p>Spark itself would fail with a stack trace: at once for a missing topic, after minutes for a
 * broker that does not answer. Every refusal is a {@link UsageException}. One thread at a time.
 */
public final class SourceTopics {

  private static final Duration ATTEMPT = Duration.ofSeconds(5);
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** How long the newest records may take to come. */
  private static final Duration NEWEST = Duration.ofSeconds(10);

  private static final long NEWEST_RECORDS = 20;

  private final Admin admin;
  private final KafkaCluster cluster;
  private final PrintWriter log;

  SourceTopics(Admin admin, KafkaCluster cluster, PrintWriter log) {
    this.admin = admin;
    this.cluster = cluster;
    this.log = log;
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
  public Map<String, Integer> await(TopicSelection topics, Duration limit, StopSignal stop)
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
    List<ConfigResource> resources =
        topics.stream().map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic)).toList();
    for (Map.Entry<ConfigResource, KafkaFuture<Config>> settings :
        admin.describeConfigs(resources).values().entrySet()) {
      String topic = settings.getKey().name();
      try {
        requireComputable(topic, settings.getValue().get());
      } catch (ExecutionException untold) {
        log.println(
            "the settings of topic "
                + topic
                + " (--topic) cannot be seen, so whether it is compacted is not known: "
                + RootCause.of(untold));
      }
    }
  }

  /**
   * The same while a query runs: settings change, and topics appear that match. What cannot be
   * asked now is asked the next time.
   *
   * @param topics what is read
   * @param stop ends the wait for answers
   * @throws UsageException naming the topic and its setting, where one cannot be computed from
   */
  void requireStillComputable(TopicSelection topics, StopSignal stop) throws InterruptedException {
    int timeout = Math.toIntExact(ATTEMPT.toMillis());
    try {
      List<ConfigResource> resources =
          names(topics, timeout, stop).stream()
              .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
              .toList();
      for (Map.Entry<ConfigResource, KafkaFuture<Config>> settings :
          admin
              .describeConfigs(resources, new DescribeConfigsOptions().timeoutMs(timeout))
              .values()
              .entrySet()) {
        answer(settings.getValue(), stop)
            .ifPresent(config -> requireComputable(settings.getKey().name(), config));
      }
    } catch (ExecutionException untold) {
      // Spark tells of brokers that do not answer and of topics that are gone.
    }
  }

  /**
   * Makes sure that what stands in the topics now is not Avro or Protobuf in Confluent's wire
   * format, of which every record would be refused. Older records may be.
   *
   * @param topics the number of partitions of each topic to read
   * @throws UsageException naming the topic
   */
  public void requireReadable(Map<String, Integer> topics) {
    Map<String, Object> settings = cluster.settings(ConsumerConfig.configNames());
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(NEWEST.toMillis()));
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings, bytes, bytes)) {
      for (ConsumerRecord<byte[], byte[]> newest : newestRecords(consumer, partitions(topics))) {
        if (newest.value() != null && RecordFilter.isInConfluentsWireFormat(newest.value())) {
          throw new UsageException(
              "topic '"
                  + newest.topic()
                  + "' (--topic) holds Avro or Protobuf in Confluent's wire format, which is not"
                  + " read: have the connector write value.format=raw, or struct through"
                  + " JsonConverter, to a topic of its own");
        }
      }
    } catch (KafkaException untold) {
      log.println("the newest records cannot be looked at: " + RootCause.of(untold));
    }
  }

  /** The newest record of each partition, as far as they come soon. */
  private static Collection<ConsumerRecord<byte[], byte[]>> newestRecords(
      Consumer<byte[], byte[]> consumer, Set<TopicPartition> partitions) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
    ends.entrySet().removeIf(end -> end.getValue() <= starts.get(end.getKey()));
    consumer.assign(ends.keySet());
    // The last offsets may be marks of transactions.
    ends.forEach(
        (partition, end) ->
            consumer.seek(partition, Math.max(starts.get(partition), end - NEWEST_RECORDS)));
    Map<TopicPartition, ConsumerRecord<byte[], byte[]>> newest = new HashMap<>();
    long begin = System.nanoTime();
    while (!ends.isEmpty() && System.nanoTime() - begin < NEWEST.toNanos()) {
      consumer
          .poll(PAUSE)
          .forEach(each -> newest.put(new TopicPartition(each.topic(), each.partition()), each));
      ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
    }
    return newest.values();
  }

  private static Set<TopicPartition> partitions(Map<String, Integer> topics) {
    Set<TopicPartition> all = new HashSet<>();
    topics.forEach(
        (topic, partitions) -> {
          for (int partition = 0; partition < partitions; partition++) {
            all.add(new TopicPartition(topic, partition));
          }
        });
    return all;
  }

  private static void requireComputable(String topic, Config settings) {
    if (setting(settings, TopicConfig.CLEANUP_POLICY_CONFIG)
        .contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      throw new UsageException(
          "topic '"
              + topic
              + "' (--topic) is compacted (cleanup.policy): Kafka removes records from its middle"
              + " and does not tell which, so nothing made of it could be called complete; have the"
              + " connector write to a topic with cleanup.policy=delete");
    }
    if (setting(settings, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).equals("LogAppendTime")) {
      throw new UsageException(
          "topic '"
              + topic
              + "' (--topic) has message.timestamp.type=LogAppendTime: the broker's clock stands in"
              + " place of the exchange's; set it to CreateTime, and read a topic whose records were"
              + " all written so");
    }
  }

  private static String setting(Config config, String name) {
    return Optional.ofNullable(config.get(name)).map(ConfigEntry::value).orElse("");
  }

  /**
   * Finds out which records Kafka has deleted that a query had yet to read. Spark would stop
   * without saying which, or go on without telling what it computes with.
   *
   * @param next the next offset to read of each partition that has been read, or where reading is
   *     to begin; nothing can be lost where that is empty
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
    partitions(topics).forEach(partition -> read.put(partition, OffsetSpec.earliest()));
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
    if (!losses.isEmpty()) {
      String lost =
          "Kafka has deleted records that were not read yet: " + String.join(", ", ranges);
      if (!goOn) {
        throw new UsageException(
            lost + " (--no-fail-on-data-loss goes on, and what they were part of is incomplete)");
      }
      log.println(lost + "; what they were part of is incomplete");
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
