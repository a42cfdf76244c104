package dev.orderflow.dashboard;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The dashboard as a user runs it: its jar in a process of its own. */
final class DashboardProcess implements AutoCloseable {

  private static final String ADDRESS = "dashboard on ";
  private static final Duration START = Duration.ofSeconds(60);

  private final Process process;
  private final Path output;
  private final Path log;

  private DashboardProcess(Process process, Path output, Path log) {
    this.process = process;
    this.output = output;
    this.log = log;
  }

  /** Starts it; port 0 is any free one. */
  static DashboardProcess start(Path directory, String bootstrapServers, int port, String... more)
      throws IOException {
    Path output = Files.createTempFile(directory, "dashboard", ".out");
    Path log = Files.createTempFile(directory, "dashboard", ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(System.getProperty("child.jvm").split(" ")));
    command.addAll(List.of("-Xmx256m", "-jar", System.getProperty("dashboard.jar")));
    command.addAll(
        List.of("--bootstrap-servers", bootstrapServers, "--port", Integer.toString(port)));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(log.toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    DashboardProcess started = new DashboardProcess(process, output, log);
    await("address, see " + log).atMost(START).until(() -> started.printed().isPresent());
    return started;
  }

  private Optional<String> printed() throws IOException {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "ended with " + process.exitValue() + ": " + Files.readString(log));
    }
    return Files.readString(output)
        .lines()
        .filter(line -> line.startsWith(ADDRESS))
        .map(line -> line.substring(ADDRESS.length()))
        .findFirst();
  }

  URI address() throws IOException {
    return URI.create(printed().orElseThrow());
  }

  /** Waits until it says that there is something to show. */
  void awaitData() {
    await().atMost(START).until(() -> get("ready").statusCode() == 200);
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(address().resolve("/" + path))
                .timeout(Duration.ofSeconds(10))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  long pid() {
    return process.pid();
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  /** Ends it as a crash would. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Asks it to end and gives the exit code. */
  int terminate() throws InterruptedException {
    process.destroy();
    return process.waitFor();
  }

  @Override
  public void close() {
    kill();
  }
}
