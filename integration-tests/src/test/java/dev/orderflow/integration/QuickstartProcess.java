package dev.orderflow.integration;

import dev.orderflow.runtime.ChildProcess;
import dev.orderflow.runtime.ProcessFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The quick start as a user runs it, in a process group of its own like a terminal's foreground
 * job, with everything it writes under one directory.
 */
final class QuickstartProcess implements AutoCloseable {

  /** Ports that no other test uses. */
  static final String ANY_PORTS = "kafka=0,controller=0,connect=0,exchange=0,dashboard=0";

  private static final Duration EXIT_WITHIN = Duration.ofMinutes(5);
  private static final Duration STEP_WITHIN = Duration.ofMinutes(3);

  private final ChildProcess process;
  private final Path data;

  private QuickstartProcess(ChildProcess process, Path data) {
    this.process = process;
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
    List<String> command = new ArrayList<>();
    // A build that itself runs in a shell's background has SIGINT ignored, and would pass that on.
    command.addAll(List.of("env", "--default-signal=INT"));
    command.add(TestFiles.BUILD.root().resolve("quickstart").toString());
    command.addAll(List.of("--data", data.toString()));
    command.addAll(List.of(options));
    return new QuickstartProcess(
        ChildProcess.start(
            command,
            Map.of("QUICKSTART_BUILD", "never"),
            ProcessFiles.in(data.getParent(), "quickstart")),
        data);
  }

  /** Waits until it has printed some text, which may be the last thing before its end. */
  void awaitText(String text) throws InterruptedException {
    process.awaitText(text, STEP_WITHIN);
  }

  /** Waits for its end and gives the exit code. */
  int exitCode() throws InterruptedException {
    return process.exitCode(EXIT_WITHIN);
  }

  /** Sends a signal to its whole process group, as a terminal does on Ctrl-C. */
  void signalGroup(String name) throws IOException, InterruptedException {
    long group = process.handle().pid();
    new ProcessBuilder("kill", "-" + name, "--", "-" + group).inheritIO().start().waitFor();
  }

  String output() {
    return process.output();
  }

  /** The last line it printed. */
  String lastLine() {
    return output().strip().lines().reduce("", (first, second) -> second);
  }

  /** Command lines of the JVMs it started that still run; each names the data directory. */
  List<String> processes() {
    return ProcessHandle.allProcesses()
        .filter(handle -> handle.pid() != process.handle().pid())
        .flatMap(handle -> handle.info().commandLine().stream())
        .filter(command -> command.contains(data + "/") && command.contains("java.args"))
        .toList();
  }

  @Override
  public void close() {
    try {
      process.stop(EXIT_WITHIN);
    } catch (InterruptedException e) {
      process.kill();
      Thread.currentThread().interrupt();
    }
  }
}
