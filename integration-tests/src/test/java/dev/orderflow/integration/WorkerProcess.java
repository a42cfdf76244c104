package dev.orderflow.integration;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A distributed Connect worker in a process of its own, with the project's configuration file and
 * the JMX exporter's agent with the project's rules, as a user would run it.
 */
final class WorkerProcess implements AutoCloseable {

  private final JavaProcess process;
  private final ConnectRest rest;
  private final String metrics;

  private WorkerProcess(JavaProcess process, ConnectRest rest, String metrics) {
    this.process = process;
    this.rest = rest;
    this.metrics = metrics;
  }

  /**
   * Starts a worker and does not wait for it.
   *
   * @param name of the worker, its group, its topics and its log file
   * @param directory where it runs
   * @param classPath Kafka's, of the worker's version
   * @param broker address of the broker
   * @param plugins directory into which the archive was unpacked
   */
  static WorkerProcess start(
      String name, Path directory, String classPath, String broker, Path plugins)
      throws IOException {
    List<Integer> ports = Ports.free(2);
    String address = "http://localhost:" + ports.get(0);
    Map<String, String> changes = new HashMap<>();
    changes.put("bootstrap.servers", broker);
    changes.put("listeners", address);
    changes.put("plugin.path", plugins.toString());
    changes.put("group.id", name);
    changes.put("config.storage.topic", name + "-configs");
    changes.put("offset.storage.topic", name + "-offsets");
    changes.put("status.storage.topic", name + "-status");
    Path settings =
        ChangedProperties.copy(
            BuildOutput.repository().resolve("connect-config/connect-distributed.properties"),
            directory.resolve(name + ".properties"),
            changes);
    List<String> options = new ArrayList<>();
    options.add(
        "-javaagent:"
            + BuildOutput.property("jmx.exporter")
            + "=127.0.0.1:"
            + ports.get(1)
            + ":"
            + BuildOutput.repository().resolve("monitoring/jmx-exporter.yml"));
    JavaProcess process =
        JavaProcess.start(
            name,
            directory,
            new JavaProcess.Platform(classPath, options),
            "org.apache.kafka.connect.cli.ConnectDistributed",
            settings.toString());
    return new WorkerProcess(
        process, new ConnectRest(address), "http://127.0.0.1:" + ports.get(1) + "/metrics");
  }

  /** Waits until its REST interface answers. */
  WorkerProcess awaitReady() {
    process.awaitReady(rest::isUp);
    return this;
  }

  ConnectRest rest() {
    return rest;
  }

  /** What Prometheus would be told now. */
  Scrape scrape() {
    return Scrape.of(metrics);
  }

  /** What it has logged. */
  List<String> log() throws IOException {
    return process.output();
  }

  @Override
  public void close() {
    process.close();
  }
}
