package dev.orderflow.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;

/** A broker in a process of its own, with its data below the run's directory. */
final class BenchmarkBroker implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(90);
  private static final long LOOK_EVERY_MS = 200;

  private final Process process;
  private final String address;

  private BenchmarkBroker(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  static BenchmarkBroker start(Processes processes, Path directory)
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
            processes.kafka("broker", List.of("kafka.Kafka", configuration.toString())),
            "127.0.0.1:" + port);
    broker.awaitReady();
    return broker;
  }

  String address() {
    return address;
  }

  void createTopic(String name) throws InterruptedException, IOException {
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

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
