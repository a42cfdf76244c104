package dev.orderflow.benchmarks.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A Connect worker in a process of its own, with the settings of {@code connect-config/}, the
 * connector's archive and the benchmarks' own connectors on its plugin path.
 */
public final class BenchmarkWorker implements AutoCloseable {

  /** How Connect names a task's thread, as far as the kernel keeps it. */
  public static final String TASK_THREAD = "task-thread-";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);
  private static final long LOOK_EVERY_MS = 50;

  private static final int OK = 200;
  private static final int ERROR = 300;

  private final Process process;
  private final String url;
  private final Path home;
  private final HttpClient http = HttpClient.newHttpClient();

  private BenchmarkWorker(Process process, String url, Path home) {
    this.process = process;
    this.url = url;
    this.home = home;
  }

  /**
   * Starts a worker and waits until it is healthy.
   *
   * @param name for its directory, log and group
   * @param processes what starts it
   * @param home the repository
   * @param directory where its plugins go
   * @param broker the broker's address
   * @param jvmOptions heap and collector
   * @param settings what differs from {@code connect-distributed.properties}
   * @throws IOException where it does not start
   * @throws InterruptedException where the caller is interrupted
   */
  public static BenchmarkWorker start(
      String name,
      Processes processes,
      Path home,
      Path directory,
      String broker,
      List<String> jvmOptions,
      Map<String, String> settings)
      throws IOException, InterruptedException {
    Path plugins = directory.resolve(name + "-plugins");
    Archive.unpack(
        home.resolve("connector/target/orderflow-kafka-connect-bitstamp-0.1.0.zip"), plugins);
    Path own = Files.createDirectories(plugins.resolve("benchmarks"));
    for (String jar : (processes.jar() + ":" + processes.libraries()).split(":")) {
      Files.copy(Path.of(jar), own.resolve(Path.of(jar).getFileName()));
    }
    Properties worker = new Properties();
    try (InputStream in =
        Files.newInputStream(home.resolve("connect-config/connect-distributed.properties"))) {
      worker.load(in);
    }
    String url = "http://127.0.0.1:" + BenchmarkBroker.freePort();
    worker.put("bootstrap.servers", broker);
    worker.put("listeners", url);
    worker.put("plugin.path", plugins.toString());
    worker.put("group.id", name);
    for (String topic : List.of("config", "offset", "status")) {
      worker.put(topic + ".storage.topic", name + "-" + topic);
    }
    worker.putAll(settings);
    Path properties = directory.resolve(name + ".properties");
    try (OutputStream out = Files.newOutputStream(properties)) {
      worker.store(
          out, "connect-config/connect-distributed.properties, with addresses of this run");
    }
    BenchmarkWorker started =
        new BenchmarkWorker(
            processes.kafka(
                name,
                jvmOptions,
                List.of("org.apache.kafka.connect.cli.ConnectDistributed", properties.toString())),
            url,
            home);
    started.awaitHealthy(processes.log(name));
    return started;
  }

  private void awaitHealthy(Path log) throws InterruptedException, IOException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (process.isAlive() && System.nanoTime() < end) {
      try {
        if (call("GET", "/health", "").statusCode() == OK) {
          return;
        }
      } catch (IOException notYet) {
        // It does not listen yet.
      }
      Thread.sleep(LOOK_EVERY_MS);
    }
    close();
    throw new IOException("the worker does not start, see " + log);
  }

  /** Its process. */
  public Process process() {
    return process;
  }

  /**
   * The connector's shipped configuration.
   *
   * @return {@code connect-config/bitstamp-source.json} as settings
   * @throws IOException where it cannot be read
   */
  public Map<String, String> shipped() throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    JSON.readTree(home.resolve("connect-config/bitstamp-source.json").toFile())
        .path("config")
        .properties()
        .forEach(setting -> settings.put(setting.getKey(), setting.getValue().asText()));
    return settings;
  }

  /**
   * Creates a connector and waits until its tasks run.
   *
   * @throws IOException where it is refused or a task fails
   * @throws InterruptedException where the caller is interrupted
   */
  public void create(String name, Map<String, String> settings)
      throws IOException, InterruptedException {
    String body = JSON.writeValueAsString(new TreeMap<>(settings));
    HttpResponse<String> answer = call("PUT", "/connectors/" + name + "/config", body);
    if (answer.statusCode() >= ERROR) {
      throw new IOException("connector " + name + " is refused: " + answer.body());
    }
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!runs(name)) {
      if (System.nanoTime() > end) {
        throw new IOException("connector " + name + " does not run");
      }
      Thread.sleep(LOOK_EVERY_MS);
    }
  }

  /**
   * Whether every task runs.
   *
   * @throws IOException where one has failed
   * @throws InterruptedException where the caller is interrupted
   */
  private boolean runs(String name) throws IOException, InterruptedException {
    JsonNode tasks =
        JSON.readTree(call("GET", "/connectors/" + name + "/status", "").body()).path("tasks");
    boolean running = !tasks.isEmpty();
    for (JsonNode task : tasks) {
      if (task.path("state").asText().equals("FAILED")) {
        throw new IOException("a task of " + name + " failed: " + task.path("trace").asText());
      }
      running &= task.path("state").asText().equals("RUNNING");
    }
    return running;
  }

  /**
   * Checks that every task still runs, at the end of what was measured.
   *
   * @throws IOException where one has failed or does not run
   * @throws InterruptedException where the caller is interrupted
   */
  public void requireRunning(String name) throws IOException, InterruptedException {
    if (!runs(name)) {
      throw new IOException("a task of " + name + " does not run any more");
    }
  }

  /**
   * Removes a connector and waits until no task's thread is left.
   *
   * @throws IOException where the worker does not answer or a task does not end
   * @throws InterruptedException where the caller is interrupted
   */
  public void delete(String name) throws IOException, InterruptedException {
    call("DELETE", "/connectors/" + name, "");
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (CpuTime.micros(process, TASK_THREAD) > 0) {
      if (System.nanoTime() > end) {
        throw new IOException("a task of " + name + " does not end");
      }
      Thread.sleep(LOOK_EVERY_MS);
    }
  }

  private HttpResponse<String> call(String method, String path, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Content-Type", "application/json")
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
