package dev.orderflow.integration;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/** A KRaft broker of one node in a process of its own. */
final class BrokerProcess implements AutoCloseable {

  private static final String STORAGE_TOOL = "kafka.tools.StorageTool";
  private static final String BROKER = "kafka.Kafka";

  private final Path directory;
  private final String settings;
  private final String address;
  private JavaProcess process;
  private int starts;

  private BrokerProcess(Path directory, String settings, String address) {
    this.directory = directory;
    this.settings = settings;
    this.address = address;
  }

  /** Formats a data directory below that directory, starts a broker on it and waits for it. */
  static BrokerProcess start(Path directory) throws IOException, InterruptedException {
    String address = "localhost:" + Ports.free();
    String controller = "localhost:" + Ports.free();
    String listeners = "PLAINTEXT://" + address + ",CONTROLLER://" + controller;
    String settings =
        ChangedProperties.copy(
                Path.of(BuildOutput.property("test.classes"), "broker.properties"),
                directory.resolve("broker.properties"),
                Map.of(
                    "listeners",
                    listeners,
                    "advertised.listeners",
                    "PLAINTEXT://" + address,
                    "controller.quorum.voters",
                    "1@" + controller,
                    "log.dirs",
                    directory.resolve("data").toString()))
            .toString();
    try (JavaProcess format =
        JavaProcess.start(
            "format",
            directory,
            STORAGE_TOOL,
            "format",
            "-t",
            Uuid.randomUuid().toString(),
            "-c",
            settings)) {
      int result = format.awaitExit(Duration.ofSeconds(120));
      if (result != 0) {
        throw new IOException("formatting gave " + result + ", see " + directory);
      }
    }
    BrokerProcess broker = new BrokerProcess(directory, settings, address);
    broker.run();
    return broker;
  }

  private void run() {
    process = JavaProcess.start("broker-" + starts++, directory, BROKER, settings);
    process.awaitReady(this::answers);
  }

  String address() {
    return address;
  }

  /** Sends SIGKILL, starts it again on what it has stored, and waits for it. */
  void killAndStartAgain() throws InterruptedException {
    process.kill();
    run();
  }

  /** Halts it as a long pause of its machine would. */
  void suspend() throws IOException, InterruptedException {
    process.signal("STOP");
  }

  /** Lets it go on. */
  void resume() throws IOException, InterruptedException {
    process.signal("CONT");
  }

  private boolean answers() throws InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
      return !admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).isEmpty();
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
