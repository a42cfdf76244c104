package dev.orderflow.benchmarks.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;

/** A broker in a process of its own, with its data below the run's directory. */
public final class BenchmarkBroker implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(90);
  private static final long LOOK_EVERY_MS = 200;
  private static final List<String> HEAP = List.of("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC");

  private final Process process;
  private final String address;
  private final Path data;

  private BenchmarkBroker(Process process, String address, Path data) {
    this.process = process;
    this.address = address;
    this.data = data;
  }

  /**
   * Formats a directory and starts a broker on it.
   *
   * @param processes what starts it
   * @param directory where its data goes until it is closed
   * @throws IOException where it does not start
   * @throws InterruptedException where the caller is interrupted
   */
  public static BenchmarkBroker start(Processes processes, Path directory)
      throws IOException, InterruptedException {
    int port = freePort();
    int controller = freePort();
    Path configuration = directory.resolve("server.properties");
    Files.writeString(
        configuration,
        """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%2$d
        listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        controller.listener.names=CONTROLLER
        listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
        log.dirs=%3$s
        # The simulated market's time is not today's.
        log.retention.ms=-1
        file.delete.delay.ms=1000
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=4
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=4
        """
            .formatted(port, controller, directory.resolve("data")));
    Process format =
        processes.kafka(
            "format",
            HEAP,
            List.of(
                "kafka.tools.StorageTool",
                "format",
                "-t",
                Uuid.randomUuid().toString(),
                "-c",
                configuration.toString()));
    if (!format.waitFor(START.toSeconds(), TimeUnit.SECONDS) || format.exitValue() != 0) {
      throw new IOException("the broker's directory cannot be formatted, see " + directory);
    }
    BenchmarkBroker broker =
        new BenchmarkBroker(
            processes.kafka("broker", HEAP, List.of("kafka.Kafka", configuration.toString())),
            "127.0.0.1:" + port,
            directory.resolve("data"));
    broker.awaitReady();
    return broker;
  }

  /** Host and port for clients. */
  public String address() {
    return address;
  }

  /** Its process. */
  public Process process() {
    return process;
  }

  /**
   * Makes a topic of one partition.
   *
   * @throws IOException where the broker refuses
   * @throws InterruptedException where the caller is interrupted
   */
  public void createTopic(String name) throws InterruptedException, IOException {
    try (Admin admin = admin()) {
      admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
    } catch (ExecutionException refused) {
      throw new IOException("topic " + name + " cannot be made", refused);
    }
  }

  private void awaitReady() throws InterruptedException, IOException {
    long end = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < end && process.isAlive()) {
      try (Admin admin = admin()) {
        if (!admin.describeCluster().nodes().get().isEmpty()) {
          return;
        }
      } catch (ExecutionException notYet) {
        Thread.sleep(LOOK_EVERY_MS);
      }
    }
    close();
    throw new IOException("the broker does not start");
  }

  /**
   * Removes a topic, for the disk's sake; its files go a second later.
   *
   * @throws IOException where the broker refuses
   * @throws InterruptedException where the caller is interrupted
   */
  public void deleteTopic(String name) throws InterruptedException, IOException {
    try (Admin admin = admin()) {
      admin.deleteTopics(List.of(name)).all().get();
    } catch (ExecutionException refused) {
      throw new IOException("topic " + name + " cannot be removed", refused);
    }
  }

  /** A client for administration, to be closed by the caller. */
  public Admin admin() {
    return Admin.create(
        Map.of(
            "bootstrap.servers",
            address,
            "default.api.timeout.ms",
            "5000",
            "request.timeout.ms",
            "5000"));
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Ends it and removes its data. */
  @Override
  public void close() throws IOException {
    process.destroy();
    process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    if (Files.exists(data)) {
      try (Stream<Path> files = Files.walk(data)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
