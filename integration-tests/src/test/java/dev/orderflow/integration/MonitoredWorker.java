package dev.orderflow.integration;

import dev.orderflow.runtime.ConnectRest;
import dev.orderflow.runtime.ConnectWorker;
import dev.orderflow.runtime.FreePorts;
import dev.orderflow.runtime.JavaCommand;
import dev.orderflow.runtime.ProcessFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A distributed worker with the JMX exporter's agent and the project's rules, as a user would run
 * it.
 *
 * @param worker its process and REST interface
 * @param metrics where Prometheus would scrape it
 */
record MonitoredWorker(ConnectWorker worker, String metrics) implements AutoCloseable {

  /**
   * Starts a worker and does not wait for it.
   *
   * @param name of the worker, its group, its topics and its log file
   * @param directory where it runs
   * @param classPath Kafka's, of the worker's version
   * @param broker address of the broker
   */
  static MonitoredWorker start(String name, Path directory, String classPath, String broker)
      throws IOException {
    int port = FreePorts.next();
    List<String> options = new ArrayList<>(JavaCommand.SMALL_JVM);
    options.add(
        String.format(
            "-javaagent:%s=127.0.0.1:%d:%s",
            TestFiles.property("jmx.exporter"),
            port,
            TestFiles.BUILD.root().resolve("monitoring/jmx-exporter.yml")));
    ConnectWorker worker =
        ConnectWorker.start(
            ConnectWorker.Settings.distributed(ProcessFiles.in(directory, name), broker)
                .withGroup(name)
                .withClassPath(classPath)
                .withJvmOptions(options));
    return new MonitoredWorker(worker, "http://127.0.0.1:" + port + "/metrics");
  }

  ConnectRest rest() {
    return worker.rest();
  }

  /** What Prometheus would be told now. */
  Scrape scrape() {
    return Scrape.of(metrics);
  }

  /** What it has logged. */
  List<String> log() {
    return worker.process().messages().lines().toList();
  }

  @Override
  public void close() {
    worker.close();
  }
}
