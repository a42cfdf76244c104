package dev.orderflow.spark;

import dev.orderflow.runtime.KafkaBroker;
import dev.orderflow.runtime.KafkaTopics;
import dev.orderflow.runtime.ProcessFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A broker with a secured listener beside the open one, and what these tests do with its topics.
 */
final class Broker implements AutoCloseable {

  private static final String SECURED = "SECURED";

  private final KafkaBroker broker;

  private Broker(KafkaBroker broker) {
    this.broker = broker;
  }

  /** Starts a broker with an empty log under the directory and waits until it answers. */
  static Broker start(Path directory) throws IOException, InterruptedException {
    KafkaBroker.Settings settings =
        KafkaBroker.Settings.in(ProcessFiles.in(directory, "broker"))
            // Records of tests are as old as their exchange says, and must stay all the same.
            .with(Map.of("log.retention.ms", "-1", "auto.create.topics.enable", "false"))
            .withListener(
                SECURED,
                "SASL_PLAINTEXT",
                Map.of(
                    "sasl.enabled.mechanisms",
                    "PLAIN",
                    "plain.sasl.jaas.config",
                    "org.apache.kafka.common.security.plain.PlainLoginModule required"
                        + " user_spark=\"two words\";"));
    return new Broker(KafkaBroker.start(settings).awaitReady());
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** Where the broker asks who it is: user {@code spark}, password {@code two words}. */
  String securedServers() {
    return broker.bootstrapServers(SECURED);
  }

  void createTopic(String topic, int partitions) throws ExecutionException, InterruptedException {
    KafkaTopics.create(bootstrapServers(), Map.of(topic, partitions));
  }

  /** Creates a topic with settings of its own. */
  void createTopic(String topic, int partitions, Map<String, String> settings)
      throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      NewTopic wanted = new NewTopic(topic, Optional.of(partitions), Optional.empty());
      admin.createTopics(List.of(wanted.configs(settings))).all().get();
    }
  }

  /** Changes a setting of a topic. */
  void set(String topic, String name, String value)
      throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
      AlterConfigOp set = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
      admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all().get();
    }
  }

  void deleteTopic(String topic) throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      admin.deleteTopics(List.of(topic)).all().get();
    }
  }

  void addPartitions(String topic, int partitions) throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions))).all().get();
    }
  }

  Set<String> topics() throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      return admin.listTopics().names().get();
    }
  }

  String clusterId() throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      return admin.describeCluster().clusterId().get();
    }
  }

  private Admin admin() {
    return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()));
  }

  /** Deletes the records of a partition before an offset. */
  void delete(String topic, int partition, long before)
      throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(before)))
          .all()
          .get();
    }
  }

  /** Writes the records in order and returns once the broker has them all. */
  void write(List<ProducerRecord<String, String>> records)
      throws ExecutionException, InterruptedException {
    Map<String, Object> settings =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers(),
            ProducerConfig.ACKS_CONFIG,
            "all");
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      var sent = records.stream().map(producer::send).toList();
      for (var each : sent) {
        each.get();
      }
    }
  }

  /** The values of a topic that are committed now, by partition, in order. */
  List<String> read(String topic) {
    return read(topic, ConsumerRecord::value);
  }

  /** Key, headers and value of each of them. */
  List<String> recordsWithHeaders(String topic) {
    return read(
        topic,
        each -> {
          StringBuilder text = new StringBuilder(each.key());
          for (Header header : each.headers()) {
            String value = new String(header.value(), StandardCharsets.UTF_8);
            text.append(' ').append(header.key()).append('=').append(value);
          }
          return text.append(' ').append(each.value()).toString();
        });
  }

  private List<String> read(String topic, Function<ConsumerRecord<String, String>, String> text) {
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers(),
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed");
    List<String> values = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(each -> new TopicPartition(topic, each.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(text.apply(record)));
      }
    }
    return values;
  }

  @Override
  public void close() {
    broker.close();
  }
}
