package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.runtime.ChildProcess;
import dev.orderflow.runtime.FreePorts;
import dev.orderflow.runtime.JavaCommand;
import dev.orderflow.runtime.ProcessFiles;
import dev.orderflow.runtime.SparkSubmit;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same jar on a standalone cluster of a master and two workers, one of which is killed, and on
 * a local Spark: both publish the same.
 */
@Tag("full")
@ExtendWith(EmbeddedWorker.Shared.class)
class SparkClusterIT {

  private static final String TOPIC = "cluster-source";
  private static final long EVENTS = 8_000;

  @TempDir private Path directory;

  @Test
  void aWorkerKilledInTheMiddleChangesNothing(EmbeddedWorker worker) throws Exception {
    produce(worker);
    try (ChildProcess local = SparkJobs.start(directory, arguments(worker, "local"))) {
      assertThat(local.exitCode(SparkJobs.LIMIT)).as("%s", local).isZero();
    }

    Path home = sparkHome();
    int port = FreePorts.next();
    String master = "spark://127.0.0.1:" + port;
    try (ChildProcess cluster =
            part(
                "master",
                home,
                "org.apache.spark.deploy.master.Master",
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--webui-port",
                "0");
        ChildProcess first = sparkWorker(home, master, "first");
        ChildProcess second = sparkWorker(home, master, "second")) {
      cluster.awaitText("I have been elected leader", SparkJobs.LIMIT);
      first.awaitText("Successfully registered with master", SparkJobs.LIMIT);
      second.awaitText("Successfully registered with master", SparkJobs.LIMIT);
      try (ChildProcess job = SparkJobs.start(directory, master, arguments(worker, "cluster"))) {
        job.awaitText("progress job=candles batch=2 ", SparkJobs.LIMIT);
        first.kill();
        assertThat(job.exitCode(SparkJobs.LIMIT)).as("%s", job).isZero();
      }
    }

    List<String> published = read(worker, "candles-cluster");
    assertThat(published).hasSizeGreaterThan(20);
    assertThat(published).isEqualTo(read(worker, "candles-local"));
  }

  private static void produce(EmbeddedWorker worker) throws Exception {
    try (Simulator exchange =
        Simulator.start(
            SimulatorOptions.defaults().seed(3).rate(700).markets("btcusd", "ethusd"))) {
      Map<String, String> config = RunningFeed.impatient(exchange, TOPIC);
      config.put("markets", "btcusd,ethusd");
      try (Deployment connector = Deployment.of(worker.rest(), TOPIC, config)) {
        try (TopicReader topic = new TopicReader(worker.bootstrapServers(), TOPIC)) {
          topic.awaitFrames(EVENTS);
        }
        assertThat(connector.name()).isEqualTo(TOPIC);
      }
    }
  }

  private List<String> arguments(EmbeddedWorker worker, String name) {
    return List.of(
        "candles",
        "--bootstrap-servers=" + worker.bootstrapServers(),
        "--topic=" + TOPIC,
        "--candles-topic=candles-" + name,
        "--rejected-topic=rejected-" + name,
        "--checkpoint=" + directory.resolve("checkpoint-" + name),
        "--intervals",
        "1s,10s",
        "--grace=3s",
        "--max-offsets-per-trigger=500",
        "--progress-every=0s",
        "--trigger=available-now");
  }

  /** What a Spark distribution is to its own scripts: a directory with jars in it. */
  private Path sparkHome() throws IOException {
    Path home = directory.resolve("spark-home");
    Path jars = Files.createDirectories(home.resolve("jars"));
    for (String jar : TestFiles.BUILD.sparkClassPath().split(":")) {
      Files.createSymbolicLink(jars.resolve(Path.of(jar).getFileName()), Path.of(jar));
    }
    return home;
  }

  private ChildProcess sparkWorker(Path home, String master, String name) throws IOException {
    return part(
        name,
        home,
        "org.apache.spark.deploy.worker.Worker",
        "--host",
        "127.0.0.1",
        "--webui-port",
        "0",
        "--cores",
        "1",
        "--memory",
        "600m",
        "--work-dir",
        directory.resolve(name + "-work").toString(),
        master);
  }

  /** A part of a standalone cluster, on the class path that jobs have. */
  private ChildProcess part(String name, Path home, String mainClass, String... arguments)
      throws IOException {
    return ChildProcess.start(
        SparkSubmit.java("", mainClass, arguments)
            .withOptions(JavaCommand.SMALL_JVM)
            .withOptions("-Xmx256m")
            .withEnvironment(Map.of("SPARK_HOME", home.toString(), "SPARK_SCALA_VERSION", "2.13")),
        ProcessFiles.in(directory, name));
  }

  private static List<String> read(EmbeddedWorker worker, String topic) {
    List<String> values = new ArrayList<>();
    TopicScan.read(worker.bootstrapServers(), topic, record -> values.add(record.value()));
    values.sort(String::compareTo);
    return values;
  }
}
