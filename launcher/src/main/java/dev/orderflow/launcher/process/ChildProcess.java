package dev.orderflow.launcher.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One process of the pipeline: started in a session of its own, so that Ctrl-C in the terminal
 * reaches only the quick start, which then stops the others in order; logging to a file; tied to
 * the quick start by its standard input (see {@link dev.orderflow.launcher.tether.Tether}).
 */
public final class ChildProcess {

  private static final Duration AFTER_KILL = Duration.ofSeconds(5);

  private final String name;
  private final Process process;
  private final Path log;

  private ChildProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a process whose standard output and error share one log.
   *
   * @param name what to call it in messages
   * @param command program and arguments
   * @param log the file to write, replaced when it exists
   * @return the running process
   * @throws IOException when the program or the file cannot be opened
   */
  public static ChildProcess start(String name, List<String> command, Path log) throws IOException {
    return start(name, command, log, log);
  }

  /**
   * Starts a process that writes its standard output apart from its log.
   *
   * @param name what to call it in messages
   * @param command program and arguments
   * @param output the file for standard output, replaced when it exists
   * @param log the file for standard error, replaced when it exists
   * @return the running process
   * @throws IOException when the program or a file cannot be opened
   */
  public static ChildProcess start(String name, List<String> command, Path output, Path log)
      throws IOException {
    Files.createDirectories(log.getParent());
    List<String> words = new ArrayList<>(ownSession());
    words.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectOutput(output.toFile()).redirectError(log.toFile());
    if (output.equals(log)) {
      builder.redirectErrorStream(true);
    }
    return new ChildProcess(name, builder.start(), log);
  }

  /**
   * The words that keep a terminal's Ctrl-C from the process. Where there is no setsid, the signals
   * are ignored instead, which the JVM respects. Both become the program without a process between.
   */
  private static List<String> ownSession() {
    Optional<Path> setsid =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
            .filter(dir -> !dir.isEmpty())
            .map(dir -> Path.of(dir, "setsid"))
            .filter(Files::isExecutable)
            .findFirst();
    return setsid
        .map(program -> List.of(program.toString()))
        .orElse(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
  }

  /**
   * What messages call it.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * The operating system's view of it.
   *
   * @return the handle, valid after its end too
   */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /**
   * The file with its log.
   *
   * @return the path
   */
  public Path log() {
    return log;
  }

  /**
   * Fails when it has ended.
   *
   * @throws StepFailure naming the process, its exit code and its log
   */
  public void requireAlive() {
    if (!process.isAlive()) {
      throw StepFailure.of(name + " ended by itself with exit code " + process.exitValue(), log);
    }
  }

  /**
   * Waits for a process that ends by itself.
   *
   * @param limit how long to wait at most; after that it is ended by force
   * @return its exit code, 0 for success
   * @throws InterruptedException when the caller's thread is interrupted while waiting
   */
  public int waitFor(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
    }
    return process.waitFor();
  }

  /**
   * Asks it to end, waits, and ends it by force when it does not.
   *
   * @param patience how long to wait after asking
   * @return whether it ended by itself after being asked, or had ended before
   * @throws InterruptedException when the caller's thread is interrupted while waiting
   */
  public boolean stop(Duration patience) throws InterruptedException {
    // Not Process.destroy: it closes the pipe as well, and the tether would answer to that.
    process.toHandle().destroy();
    if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      return true;
    }
    process.destroyForcibly().waitFor(AFTER_KILL.toMillis(), TimeUnit.MILLISECONDS);
    return false;
  }
}
