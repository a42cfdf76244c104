package dev.orderflow.launcher.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orderflow.launcher.process.Await;
import dev.orderflow.launcher.process.ChildProcess;
import dev.orderflow.launcher.process.JavaCommand;
import dev.orderflow.launcher.process.StepFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The simulator in a process of its own, which counts every data frame it writes to a socket. */
public final class SimulatedExchange implements Exchange {

  private static final Duration READY_WITHIN = Duration.ofSeconds(30);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
  private static final String NAME = "simulator";

  private final ChildProcess process;
  private final int port;

  private SimulatedExchange(ChildProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts the simulator.
   *
   * @param artifacts what the build made
   * @param run where to keep the log
   * @param port of its WebSocket and HTTP server, on the loopback interface
   * @param markets comma-separated
   * @param seed of its random numbers
   * @return the simulator, started but perhaps not ready yet
   * @throws IOException when a file or program cannot be opened
   */
  public static SimulatedExchange start(
      Artifacts artifacts, RunDirectory run, int port, String markets, long seed)
      throws IOException {
    artifacts.require(artifacts.simulator());
    List<String> options = new ArrayList<>(JavaCommand.SMALL_JVM);
    options.add("-Xmx256m");
    options.add("-javaagent:" + artifacts.tether());
    List<String> words =
        List.of(
            "-jar",
            artifacts.simulator().toString(),
            "--port",
            Integer.toString(port),
            "--markets",
            markets,
            "--seed",
            Long.toString(seed),
            "--speed",
            "1");
    JavaCommand command = new JavaCommand(run.of(NAME).resolve("java.args"), options, words);
    ChildProcess process = ChildProcess.start(NAME, command.prepare(), run.log(NAME));
    return new SimulatedExchange(process, port);
  }

  /**
   * Waits until the simulator says that it is up.
   *
   * @throws StepFailure when it ends or stays silent
   * @throws InterruptedException on a stop signal
   */
  public void awaitReady() throws InterruptedException {
    if (!Await.until(READY_WITHIN, this::ready)) {
      throw StepFailure.of(
          "the simulator was not ready within " + READY_WITHIN.toSeconds() + " s", process.log());
    }
  }

  private boolean ready() {
    process.requireAlive();
    try (Stream<String> lines = Files.lines(process.log())) {
      return lines.anyMatch(line -> line.startsWith("ready "));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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

  @Override
  public String name() {
    return "simulated";
  }

  @Override
  public Map<String, String> connectorSettings() {
    return Map.of(
        "websocket.url", "ws://127.0.0.1:" + port, "http.url", "http://127.0.0.1:" + port);
  }

  @Override
  public long halt(Connector connector) throws IOException, InterruptedException {
    JsonHttp http = new JsonHttp("http://127.0.0.1:" + port, REQUEST_TIMEOUT);
    JsonHttp.Reply reply = http.post("/control/halt", "");
    JsonNode frames = reply.body().path("data_frames");
    if (!reply.ok() || !frames.isIntegralNumber()) {
      throw StepFailure.of("the simulator did not say how many frames it sent", process.log());
    }
    return frames.asLong();
  }
}
