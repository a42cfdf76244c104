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
import java.util.List;
import java.util.Properties;
import java.util.UUID;

/**
 * A real distributed Kafka Connect worker in a process of its own, with the connector's archive
 * unpacked on its plugin path and the worker settings of {@code connect-config/}.
 */
public final class ConnectWorker {

  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);
  private static final String NAME = "connect";

  private final ChildProcess process;
  private final String url;
  private final JsonHttp http;

  private ConnectWorker(ChildProcess process, String url) {
    this.process = process;
    this.url = url;
    this.http = new JsonHttp(url, REQUEST_TIMEOUT);
  }

  /**
   * Unpacks the connector and starts the worker.
   *
   * @param artifacts what the build made
   * @param settings the worker's properties file
   * @param run where to keep the connector and the log
   * @param port of the REST interface, on the loopback interface
   * @param bootstrapServers the broker
   * @return the worker, started but perhaps not ready yet
   * @throws IOException when a file or program cannot be opened
   */
  public static ConnectWorker start(
      Artifacts artifacts, Path settings, RunDirectory run, int port, String bootstrapServers)
      throws IOException {
    Path home = run.of(NAME);
    Path plugins = home.resolve("plugins");
    RunDirectory.delete(plugins);
    Archive.unpack(artifacts.connectorArchive(), plugins);

    String url = "http://127.0.0.1:" + port;
    Properties worker = new Properties();
    try (InputStream in = Files.newInputStream(settings)) {
      worker.load(in);
    }
    worker.put("bootstrap.servers", bootstrapServers);
    worker.put("listeners", url);
    worker.put("plugin.path", plugins.toString());
    // In kept data a worker that was killed holds its place in the group for session.timeout.ms,
    // and
    // a new one would wait that long. Offsets and configurations do not depend on the group.
    worker.put("group.id", worker.getProperty("group.id", NAME) + "-" + UUID.randomUUID());
    Path properties = home.resolve("connect-distributed.properties");
    try (OutputStream out = Files.newOutputStream(properties)) {
      worker.store(out, "Written by the quick start at every start, from " + settings);
    }
    ChildProcess process =
        ChildProcess.start(
            NAME,
            new JavaCommand(
                    home.resolve("java.args"),
                    KafkaJvm.options(artifacts, 256),
                    List.of(
                        "org.apache.kafka.connect.cli.ConnectDistributed", properties.toString()))
                .prepare(),
            run.log(NAME));
    return new ConnectWorker(process, url);
  }

  /**
   * Waits until the worker says it is healthy.
   *
   * @throws StepFailure when it ends or does not come up
   * @throws InterruptedException on a stop signal
   */
  public void awaitReady() throws InterruptedException {
    if (!Await.until(READY_WITHIN, this::healthy)) {
      throw StepFailure.of(
          "the Connect worker was not healthy within " + READY_WITHIN.toSeconds() + " s",
          process.log());
    }
  }

  private boolean healthy() {
    process.requireAlive();
    try {
      return http.get("/health").ok();
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Its REST interface.
   *
   * @return scheme, host and port
   */
  public String url() {
    return url;
  }

  /**
   * Its process.
   *
   * @return the process
   */
  public ChildProcess process() {
    return process;
  }

  JsonHttp http() {
    return http;
  }
}
