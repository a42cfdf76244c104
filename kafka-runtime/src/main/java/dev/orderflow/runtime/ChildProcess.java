package dev.orderflow.runtime;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * One process that this one started. It runs in a session of its own, so that Ctrl-C in the
 * terminal reaches only this process, which then stops the others in order; it writes to files, so
 * that nobody has to read along; and a JVM ends when this process does, however that happens (see
 * {@link ParentWatchdog}).
 *
 * <p>Safe for use by several threads.
 */
public final class ChildProcess implements AutoCloseable {

  private static final Duration AFTER_KILL = Duration.ofSeconds(10);

  private final ProcessFiles files;
  private final Process process;

  private ChildProcess(ProcessFiles files, Process process) {
    this.files = files;
    this.process = process;
  }

  /**
   * Starts a JVM, to end with this process.
   *
   * @throws IOException when the program or a file cannot be opened
   */
  public static ChildProcess start(JavaCommand command, ProcessFiles files) throws IOException {
    return startWithInput(
        command.withOptions("-javaagent:" + BuildOutput.find().watchdog()), files);
  }

  /**
   * Starts a JVM that reads its standard input, to which {@link #send} writes, and must end where
   * that ends.
   *
   * @throws IOException when the program or a file cannot be opened
   */
  public static ChildProcess startWithInput(JavaCommand command, ProcessFiles files)
      throws IOException {
    return start(command.write(files.home().resolve("java.args")), command.environment(), files);
  }

  /**
   * Starts any program; nothing ends it with this process.
   *
   * @param command program and arguments
   * @param environment variables over those of this process
   * @param files where it writes
   * @throws IOException when the program or a file cannot be opened
   */
  public static ChildProcess start(
      List<String> command, Map<String, String> environment, ProcessFiles files)
      throws IOException {
    Files.createDirectories(files.home());
    Files.createDirectories(files.output().getParent());
    Files.createDirectories(files.log().getParent());
    List<String> words = new ArrayList<>(ownSession());
    words.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(files.home().toFile())
            .redirectOutput(files.output().toFile())
            .redirectError(files.log().toFile())
            .redirectErrorStream(files.output().equals(files.log()));
    builder.environment().putAll(environment);
    return new ChildProcess(files, builder.start());
  }

  /**
   * The words that keep a terminal's Ctrl-C from the process. Where there is no setsid, the signals
   * are ignored instead, which the JVM respects. Both become the program without a process between.
   */
  private static List<String> ownSession() {
    Optional<Path> setsid =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .filter(dir -> !dir.isEmpty())
            .map(dir -> Path.of(dir, "setsid"))
            .filter(Files::isExecutable)
            .findFirst();
    return setsid
        .map(program -> List.of(program.toString()))
        .orElse(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
  }

  /** What messages call it. */
  public String name() {
    return files.name();
  }

  /** Where it writes. */
  public ProcessFiles files() {
    return files;
  }

  /** The file with its log. */
  public Path log() {
    return files.log();
  }

  /** Its standard output so far; the log too where both are one file. */
  public String output() {
    return text(files.output());
  }

  /** Its standard error so far; the output too where both are one file. */
  public String messages() {
    return text(files.log());
  }

  /** The lines of its standard output that begin with a word, of those that are whole by now. */
  public List<String> lines(String word) {
    String output = output();
    return output
        .substring(0, output.lastIndexOf('\n') + 1)
        .lines()
        .filter(line -> (line + " ").startsWith(word + " "))
        .toList();
  }

  private static String text(Path file) {
    try {
      // What is written meanwhile may end within a character, which readString refuses.
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The operating system's view of it, valid after its end too. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Fails when it has ended.
   *
   * @throws ProcessFailure naming the process, its exit code and its log
   */
  public void requireAlive() {
    if (!process.isAlive()) {
      throw failure("ended by itself with exit code " + process.exitValue());
    }
  }

  /** A failure of this process, to throw; the reason follows its name. */
  public ProcessFailure failure(String reason) {
    return new ProcessFailure(name() + " " + reason, log());
  }

  /**
   * Waits until it does something.
   *
   * @param what it is waited for, in words that follow "was not": {@code ready}
   * @param limit how long to wait at most
   * @throws ProcessFailure when it ends instead, or the time is over
   */
  public void await(String what, Duration limit, BooleanSupplier condition)
      throws InterruptedException {
    awaitOr("was not " + what, limit, condition);
  }

  /**
   * Waits until its output or its log holds a text, which may be the last thing before its end.
   *
   * @throws ProcessFailure when it ends without it, or the time is over
   */
  public void awaitText(String text, Duration limit) throws InterruptedException {
    awaitOr(
        "did not say '" + text + "'",
        limit,
        () -> output().contains(text) || messages().contains(text));
  }

  private void awaitOr(String failure, Duration limit, BooleanSupplier condition)
      throws InterruptedException {
    boolean inTime =
        Await.until(
            limit,
            () -> {
              // Before the condition, which may come true just before the end.
              boolean alive = isAlive();
              if (condition.getAsBoolean()) {
                return true;
              }
              if (!alive) {
                requireAlive();
              }
              return false;
            });
    if (!inTime) {
      throw failure(failure + " within " + limit.toSeconds() + " s");
    }
  }

  /**
   * Waits until it has ended by itself, with an exit code of 0 for success.
   *
   * @throws ProcessFailure when the time is over; it still runs then
   */
  public int exitCode(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw failure("still runs after " + limit.toSeconds() + " s");
    }
    return process.exitValue();
  }

  /**
   * Writes a line to its standard input; only for one that {@link #startWithInput} started.
   *
   * @throws IOException when it does not read any more
   */
  public void send(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** Asks it to end, with SIGTERM, and does not wait. */
  public void terminate() {
    // Not Process.destroy: it closes the pipe as well, and the watchdog would answer to that.
    process.toHandle().destroy();
  }

  /**
   * Asks it to end, waits, and ends it by force when it does not.
   *
   * @return whether it ended by itself after being asked, or had ended before
   */
  public boolean stop(Duration patience) throws InterruptedException {
    terminate();
    if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      return true;
    }
    process.destroyForcibly().waitFor(AFTER_KILL.toMillis(), TimeUnit.MILLISECONDS);
    return false;
  }

  /**
   * Sends it a signal by its name, such as {@code STOP}.
   *
   * @throws IOException when it cannot be sent
   */
  public void signal(String signal) throws IOException, InterruptedException {
    int result =
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
            .inheritIO()
            .start()
            .waitFor();
    if (result != 0) {
      throw new IOException("kill -" + signal + " " + process.pid() + " gave " + result);
    }
  }

  /** Ends it and whatever it has started with SIGKILL, and waits for its end. */
  public void kill() {
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroyForcibly().onExit().join();
    descendants.forEach(ProcessHandle::destroyForcibly);
  }

  /** Ends it without asking; nothing to do where it has ended. */
  @Override
  public void close() {
    kill();
  }

  /** Its name and all that it has written, for the message of a failed assertion. */
  @Override
  public String toString() {
    return files.output().equals(files.log())
        ? name() + " that wrote\n" + output()
        : name() + " with output\n" + output() + "\nand messages\n" + messages();
  }
}
