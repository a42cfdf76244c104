package dev.orderflow.integration;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The quick start as a user runs it, in a process group of its own like a terminal's foreground
 * job, with everything it writes under one directory.
 */
final class QuickstartProcess implements AutoCloseable {

  /** Ports that no other test uses. */
  static final String ANY_PORTS = "kafka=0,controller=0,connect=0,exchange=0,dashboard=0";

  private static final Duration EXIT_WITHIN = Duration.ofMinutes(5);
  private static final Duration STEP_WITHIN = Duration.ofMinutes(3);

  private final Process process;
  private final Path output;
  private final Path data;

  private QuickstartProcess(Process process, Path output, Path data) {
    this.process = process;
    this.output = output;
    this.data = data;
  }

  /**
   * Starts it.
   *
   * @param data the directory for {@code --data}
   * @param options further options
   * @return the running process
   */
  static QuickstartProcess start(Path data, String... options) throws IOException {
    Path output = Files.createTempFile(data.getParent(), "quickstart", ".out");
    List<String> command = new ArrayList<>();
    // A build that itself runs in a shell's background has SIGINT ignored, and would pass that on.
    command.addAll(List.of("env", "--default-signal=INT", "setsid"));
    command.add(new File(System.getProperty("orderflow.home"), "quickstart").getPath());
    command.addAll(List.of("--data", data.toString()));
    command.addAll(List.of(options));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("QUICKSTART_BUILD", "never");
    return new QuickstartProcess(builder.start(), output, data);
  }

  /** Waits until it has printed some text, or has ended. */
  void awaitText(String text) {
    await()
        .atMost(STEP_WITHIN)
        .failFast(
            () -> {
              if (!process.isAlive() && !output().contains(text)) {
                throw new AssertionError("ended without '" + text + "':\n" + output());
              }
            })
        .until(() -> output().contains(text));
  }

  /** Waits for its end and gives the exit code. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(EXIT_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("does not end:\n" + output());
    }
    return process.exitValue();
  }

  /** Sends a signal to its whole process group, as a terminal does on Ctrl-C. */
  void signalGroup(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, "--", "-" + process.pid()).inheritIO().start().waitFor();
  }

  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last line it printed. */
  String lastLine() {
    return output().strip().lines().reduce("", (first, second) -> second);
  }

  /** Command lines of the JVMs it started that still run; each names the data directory. */
  List<String> processes() {
    return ProcessHandle.allProcesses()
        .filter(handle -> handle.pid() != process.pid())
        .flatMap(handle -> handle.info().commandLine().stream())
        .filter(command -> command.contains(data + "/") && command.contains("java.args"))
        .toList();
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(EXIT_WITHIN.toSeconds(), TimeUnit.SECONDS).join();
  }
}
