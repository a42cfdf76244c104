package dev.orderflow.launcher.pipeline;

import dev.orderflow.launcher.process.ChildProcess;
import dev.orderflow.launcher.process.JavaCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The web page's server in a process of its own. */
public final class Dashboard {

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(1);
  private static final String NAME = "dashboard";

  private final ChildProcess process;
  private final String url;
  private final JsonHttp http;

  private Dashboard(ChildProcess process, String url) {
    this.process = process;
    this.url = url;
    this.http = new JsonHttp(url, REQUEST_TIMEOUT);
  }

  /**
   * Starts the server.
   *
   * @param artifacts what the build made
   * @param run where to keep the log
   * @param port to listen on, on the loopback interface
   * @param bootstrapServers the broker
   * @param topic the connector's topic
   * @param simulated whether the page must say that the data is simulated
   * @return the server, started but perhaps without anything to show yet
   * @throws IOException when a file or program cannot be opened
   */
  public static Dashboard start(
      Artifacts artifacts,
      RunDirectory run,
      int port,
      String bootstrapServers,
      String topic,
      boolean simulated)
      throws IOException {
    List<String> options = new ArrayList<>(JavaCommand.SMALL_JVM);
    options.add("-Xmx192m");
    options.add("-javaagent:" + artifacts.tether());
    List<String> words = new ArrayList<>();
    words.addAll(List.of("-jar", artifacts.dashboard().toString()));
    words.addAll(List.of("--port", Integer.toString(port)));
    words.addAll(List.of("--bootstrap-servers", bootstrapServers));
    words.addAll(List.of("--topic", topic));
    if (simulated) {
      words.add("--simulated");
    }
    JavaCommand command = new JavaCommand(run.of(NAME).resolve("java.args"), options, words);
    return new Dashboard(
        ChildProcess.start(NAME, command.prepare(), run.log(NAME)), "http://127.0.0.1:" + port);
  }

  /**
   * Whether the page has something to show.
   *
   * @return false too while the server does not answer
   * @throws InterruptedException on a stop signal
   */
  public boolean hasData() throws InterruptedException {
    try {
      return http.get("/ready").ok();
    } catch (IOException notYet) {
      return false;
    }
  }

  /**
   * Where the page is.
   *
   * @return its address
   */
  public String url() {
    return url + "/";
  }

  /**
   * Its process.
   *
   * @return the process
   */
  public ChildProcess process() {
    return process;
  }
}
