package dev.orderflow.dashboard.page;

import static org.awaitility.Awaitility.await;

import dev.orderflow.runtime.BuildOutput;
import dev.orderflow.runtime.ChildProcess;
import dev.orderflow.runtime.JavaCommand;
import dev.orderflow.runtime.ProcessFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The dashboard as a user runs it: its jar in a process of its own. */
public final class DashboardProcess implements AutoCloseable {

  private static final String ADDRESS = "dashboard on ";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final ChildProcess process;

  private DashboardProcess(ChildProcess process) {
    this.process = process;
  }

  /**
   * Starts it and waits for its address.
   *
   * @param directory where to put its files
   * @param bootstrapServers the brokers
   * @param port 0 for any free one
   * @param more options
   */
  public static DashboardProcess start(
      Path directory, String bootstrapServers, int port, String... more)
      throws IOException, InterruptedException {
    List<String> options =
        new ArrayList<>(List.of("--bootstrap-servers=" + bootstrapServers, "--port=" + port));
    options.addAll(List.of(more));
    ChildProcess process =
        ChildProcess.start(
            JavaCommand.jar(BuildOutput.find().dashboard(), options.toArray(String[]::new))
                .withOptions(JavaCommand.SMALL_JVM)
                .withOptions("-Xmx256m"),
            ProcessFiles.in(directory, "dashboard").withOutputApart());
    process.awaitText(ADDRESS, LIMIT);
    return new DashboardProcess(process);
  }

  /** Where the page is. */
  public URI address() {
    return URI.create(
        process
            .output()
            .lines()
            .filter(line -> line.startsWith(ADDRESS))
            .findFirst()
            .orElseThrow()
            .substring(ADDRESS.length()));
  }

  /** Waits until it says that there is something to show. */
  public void awaitData() {
    await(process.toString()).atMost(LIMIT).until(() -> get("ready").statusCode() == 200);
  }

  /** The answer to a request for a path, without its first slash. */
  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(address().resolve("/" + path)).timeout(LIMIT).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  /** Its process. */
  public ChildProcess process() {
    return process;
  }

  /** Asks it to end and gives the exit code. */
  public int terminate() throws InterruptedException {
    process.terminate();
    return process.exitCode(LIMIT);
  }

  /** Ends it as a crash would. */
  @Override
  public void close() {
    process.kill();
  }
}
