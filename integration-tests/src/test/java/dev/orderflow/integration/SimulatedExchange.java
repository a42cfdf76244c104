package dev.orderflow.integration;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The simulator as a process that a test owns, to stand where Bitstamp would. */
final class SimulatedExchange implements AutoCloseable {

  private final Process process;
  private final int port;

  private SimulatedExchange(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static SimulatedExchange start(Path directory) throws IOException {
    int port = Ports.free(1).get(0);
    Path jar =
        Path.of(
            System.getProperty("orderflow.home"),
            "simulator/target/orderflow-simulator-"
                + System.getProperty("orderflow.version")
                + ".jar");
    Path output = directory.resolve("simulator.out");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-jar",
                    jar.toString(),
                    "--port",
                    Integer.toString(port)))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> Files.readString(output).lines().anyMatch(line -> line.startsWith("ready ")));
    return new SimulatedExchange(process, port);
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
