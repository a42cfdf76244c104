package dev.orderflow.dashboard;

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
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringSerializer;

/** A real broker of one node, in a process of its own. */
final class Broker implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(2);

  private final Process process;
  private final String address;

  private Broker(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  /** Starts one with an empty log under the directory and waits until it answers. */
  static Broker start(Path directory) throws IOException, InterruptedException {
    String address = "localhost:" + freePort();
    String controller = "localhost:" + freePort();
    Properties settings = new Properties();
    settings.putAll(
        Map.of(
            "process.roles", "broker,controller",
            "node.id", "1",
            "controller.quorum.voters", "1@" + controller,
            "listeners", "PLAINTEXT://" + address + ",CONTROLLER://" + controller,
            "controller.listener.names", "CONTROLLER",
            "listener.security.protocol.map", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
            "log.dirs", directory.resolve("data").toString(),
            "auto.create.topics.enable", "false",
            "log.cleaner.dedupe.buffer.size", "4194304"));
    Path file = directory.resolve("server.properties");
    try (var writer = Files.newBufferedWriter(file)) {
      settings.store(writer, null);
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
            file.toString());
    if (!format.waitFor(START.toSeconds(), TimeUnit.SECONDS) || format.exitValue() != 0) {
      throw new IllegalStateException("cannot format the broker's directory, see " + log);
    }
    Broker broker = new Broker(java(log, "kafka.Kafka", file.toString()), address);
    try {
      await("broker, see " + log).atMost(START).until(broker::answers);
    } catch (RuntimeException failed) {
      broker.close();
      throw failed;
    }
    return broker;
  }

  String address() {
    return address;
  }

  /** Makes topics of one partition and waits until the broker leads them (KAFKA-15591). */
  void createTopics(String... names) throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      List<NewTopic> topics = new ArrayList<>();
      for (String name : names) {
        topics.add(new NewTopic(name, 1, (short) 1));
      }
      admin.createTopics(topics).all().get();
      Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
      for (String name : names) {
        ends.put(new TopicPartition(name, 0), OffsetSpec.latest());
      }
      await("leader of each partition")
          .atMost(START)
          .ignoreExceptionsMatching(
              failed -> failed.getCause() instanceof UnknownTopicOrPartitionException)
          .until(() -> admin.listOffsets(ends).all().get() != null);
    }
  }

  KafkaProducer<String, String> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", address, "acks", "all", "linger.ms", "0"),
        new StringSerializer(),
        new StringSerializer());
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Admin admin() {
    return Admin.create(
        Map.of(
            "bootstrap.servers",
            address,
            "default.api.timeout.ms",
            "5000",
            "request.timeout.ms",
            "5000"));
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

  private static Process java(Path log, String... words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(System.getProperty("child.jvm").split(" ")));
    command.add("-Xmx256m");
    command.add("-Dlog4j2.configurationFile=" + System.getProperty("kafka.log4j.file"));
    command.add("-cp");
    command.add(Files.readString(Path.of(System.getProperty("kafka.classpath.file"))).strip());
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return process;
  }
}
