package dev.orderflow.launcher.pipeline;

import dev.orderflow.launcher.process.Await;
import dev.orderflow.launcher.process.ChildProcess;
import dev.orderflow.launcher.process.JavaCommand;
import dev.orderflow.launcher.process.StepFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/** A real Kafka broker that is its own KRaft controller, in a process of its own. */
public final class Broker {

  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final String NAME = "broker";

  private final ChildProcess process;
  private final String bootstrapServers;

  private Broker(ChildProcess process, String bootstrapServers) {
    this.process = process;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Formats the storage when it is new, and starts the broker.
   *
   * @param artifacts what the build made
   * @param run where to keep data and log
   * @param port of the broker, on the loopback interface
   * @param controllerPort of its controller
   * @return the broker, started but perhaps not ready yet
   * @throws IOException when a file or program cannot be opened
   * @throws StepFailure when formatting fails
   * @throws InterruptedException on a stop signal
   */
  public static Broker start(Artifacts artifacts, RunDirectory run, int port, int controllerPort)
      throws IOException, InterruptedException {
    Path home = run.of(NAME);
    Files.createDirectories(home);
    Path properties = home.resolve("server.properties");
    write(properties, home.resolve("data"), port, controllerPort);
    if (!Files.exists(home.resolve("data/meta.properties"))) {
      format(artifacts, run, properties);
    }
    ChildProcess process =
        ChildProcess.start(
            NAME,
            new JavaCommand(
                    home.resolve("java.args"),
                    KafkaJvm.options(artifacts, 256),
                    List.of("kafka.Kafka", properties.toString()))
                .prepare(),
            run.log(NAME));
    return new Broker(process, "127.0.0.1:" + port);
  }

  private static void write(Path file, Path data, int port, int controllerPort) throws IOException {
    Properties settings = new Properties();
    try (InputStream in = Broker.class.getResourceAsStream("server.properties")) {
      settings.load(in);
    }
    String broker = "PLAINTEXT://127.0.0.1:" + port;
    settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    settings.put("listeners", broker + ",CONTROLLER://127.0.0.1:" + controllerPort);
    settings.put("advertised.listeners", broker);
    settings.put("log.dirs", data.toString());
    try (OutputStream out = Files.newOutputStream(file)) {
      settings.store(out, "Written by the quick start at every start.");
    }
  }

  private static void format(Artifacts artifacts, RunDirectory run, Path properties)
      throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(KafkaJvm.options(artifacts, 128));
    options.add("-Dlog.level=warn");
    ChildProcess format =
        ChildProcess.start(
            "format",
            new JavaCommand(
                    run.of(NAME).resolve("format.args"),
                    options,
                    List.of(
                        "kafka.tools.StorageTool",
                        "format",
                        "-t",
                        Uuid.randomUuid().toString(),
                        "-c",
                        properties.toString()))
                .prepare(),
            run.log("format"));
    int code = format.waitFor(READY_WITHIN);
    if (code != 0) {
      throw StepFailure.of("formatting the broker's storage failed", format.log());
    }
  }

  /**
   * Waits until the broker answers.
   *
   * @throws StepFailure when it ends or stays silent
   * @throws InterruptedException on a stop signal
   */
  public void awaitReady() throws InterruptedException {
    try (Admin admin = Admin.create(clientSettings())) {
      if (!Await.until(READY_WITHIN, () -> answers(admin))) {
        throw StepFailure.of(
            "the broker did not answer within " + READY_WITHIN.toSeconds() + " s", process.log());
      }
    }
  }

  private Map<String, Object> clientSettings() {
    return Map.of(
        "bootstrap.servers", bootstrapServers,
        "request.timeout.ms", "1000",
        "default.api.timeout.ms", "1000",
        "reconnect.backoff.max.ms", "100");
  }

  private boolean answers(Admin admin) {
    process.requireAlive();
    try {
      return !admin.describeCluster().nodes().get().isEmpty();
    } catch (ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Its process.
   *
   * @return the process
   */
  public ChildProcess process() {
    return process;
  }

  /**
   * Its address for clients.
   *
   * @return host and port
   */
  public String bootstrapServers() {
    return bootstrapServers;
  }
}
