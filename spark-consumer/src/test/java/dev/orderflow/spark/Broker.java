package dev.orderflow.spark;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A real Kafka broker for tests, as a process of its own: Kafka's server and Spark need different
 * kafka-clients, so they cannot share a class path.
 */
final class Broker implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(2);

  private final Process process;
  private final String bootstrapServers;
  private final String securedServers;

  private Broker(Process process, String bootstrapServers, String securedServers) {
    this.process = process;
    this.bootstrapServers = bootstrapServers;
    this.securedServers = securedServers;
  }

  /** Starts a broker with an empty log under the directory and waits until it answers. */
  static Broker start(Path directory) throws IOException, InterruptedException {
    int port = freePort();
    int secured = freePort();
    int controller = freePort();
    Properties properties = new Properties();
    properties.putAll(
        Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", "1"),
            Map.entry("controller.quorum.voters", "1@localhost:" + controller),
            Map.entry(
                "listeners",
                "PLAINTEXT://localhost:%d,SECURED://localhost:%d,CONTROLLER://localhost:%d"
                    .formatted(port, secured, controller)),
            Map.entry("controller.listener.names", "CONTROLLER"),
            Map.entry(
                "listener.security.protocol.map",
                "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SECURED:SASL_PLAINTEXT"),
            Map.entry("inter.broker.listener.name", "PLAINTEXT"),
            Map.entry("listener.name.secured.sasl.enabled.mechanisms", "PLAIN"),
            Map.entry(
                "listener.name.secured.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required"
                    + " user_spark=\"two words\";"),
            Map.entry("log.dirs", directory.resolve("data").toString()),
            // Records of tests are as old as their exchange says, and must stay all the same.
            Map.entry("log.retention.ms", "-1"),
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("offsets.topic.num.partitions", "4"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("transaction.state.log.num.partitions", "4"),
            Map.entry("log.cleaner.dedupe.buffer.size", "4194304")));
    Path configuration = directory.resolve("server.properties");
    try (var writer = Files.newBufferedWriter(configuration)) {
      properties.store(writer, null);
    }
    Path log = directory.resolve("broker.log");
    Process format =
        java(
            log,
            "kafka.tools.StorageTool",
            "format",
            "-t",
            Uuid.randomUuid().toString(),
            "-c",
            configuration.toString());
    if (!format.waitFor(START.toSeconds(), TimeUnit.SECONDS) || format.exitValue() != 0) {
      throw new IllegalStateException("cannot format the broker's directory, see " + log);
    }
    Broker broker =
        new Broker(
            java(log, "kafka.Kafka", configuration.toString()),
            "localhost:" + port,
            "localhost:" + secured);
    try {
      await("broker, see " + log).atMost(START).until(broker::answers);
    } catch (RuntimeException failed) {
      broker.close();
      throw failed;
    }
    return broker;
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  /** Where the broker asks who it is: user {@code spark}, password {@code two words}. */
  String securedServers() {
    return securedServers;
  }

  /** Makes a topic and waits until the broker leads all of it (KAFKA-15591). */
  void createTopic(String topic, int partitions) throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
      Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
      for (int partition = 0; partition < partitions; partition++) {
        ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
      }
      await("leader of each partition")
          .atMost(START)
          .ignoreExceptionsMatching(
              failed -> failed.getCause() instanceof UnknownTopicOrPartitionException)
          .until(() -> admin.listOffsets(ends).all().get() != null);
    }
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
            bootstrapServers,
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
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
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
        consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean answers() throws InterruptedException {
    if (!process.isAlive()) {
      throw new IllegalStateException("the broker ended with " + process.exitValue());
    }
    try (Admin admin = admin()) {
      return !admin.describeCluster().nodes().get().isEmpty();
    } catch (ExecutionException notYet) {
      return false;
    }
  }

  private Admin admin() {
    return Admin.create(
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            "5000",
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            "5000"));
  }

  private static Process java(Path log, String... command) throws IOException {
    String classPath = Files.readString(Path.of(System.getProperty("kafka.classpath.file")));
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlog4j2.configurationFile=" + System.getProperty("kafka.log4j.file"),
                "-Dlog.level=warn",
                "-cp",
                classPath.strip()));
    Stream.of(command).forEach(line::add);
    return new ProcessBuilder(line)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }
}
