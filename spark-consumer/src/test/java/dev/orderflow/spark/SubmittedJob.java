package dev.orderflow.spark;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The application's jar run by SparkSubmit in a process of its own, as users run it. */
final class SubmittedJob implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Process process;
  private final Path out;
  private final Path err;

  private SubmittedJob(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Submits the jar with these arguments; output goes to files in the directory. */
  static SubmittedJob submit(Path directory, String... arguments) throws IOException {
    return submitWith(directory, List.of("spark.ui.enabled=false"), arguments);
  }

  /** The same with Spark settings. */
  static SubmittedJob submitWith(Path directory, List<String> settings, String... arguments)
      throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("@" + System.getProperty("spark.jvm.options"));
    line.addAll(List.of(System.getProperty("child.jvm").split(" ")));
    line.add("-cp");
    line.add(Files.readString(Path.of(System.getProperty("spark.classpath.file"))).strip());
    line.add("org.apache.spark.deploy.SparkSubmit");
    settings.forEach(setting -> line.addAll(List.of("--conf", setting)));
    line.add(System.getProperty("application.jar"));
    line.addAll(List.of(arguments));
    Path out = Files.createTempFile(directory, "job", ".out");
    Path err = Files.createTempFile(directory, "job", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return new SubmittedJob(builder.start(), out, err);
  }

  /** Waits until a line of standard output satisfies the condition. */
  void awaitLine(Predicate<String> condition) {
    await("line in " + this)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> !process.isAlive() || lines().stream().anyMatch(condition));
    try {
      if (lines().stream().noneMatch(condition)) {
        throw new AssertionError("ended without the line: " + this);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Waits until a line of standard error contains the text. */
  void awaitMessage(String text) {
    await("message in " + this)
        .atMost(PATIENCE)
        .failFast("job ended", () -> !process.isAlive())
        .until(() -> messages().contains(text));
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** Waits for the end. */
  int exitCode(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("still running after " + limit + ": " + this);
    }
    return process.exitValue();
  }

  /** Standard output so far. */
  List<String> lines() throws IOException {
    return Files.readAllLines(out);
  }

  /** Standard output's lines that begin with the word. */
  List<String> lines(String word) throws IOException {
    return lines().stream().filter(line -> line.startsWith(word + " ")).toList();
  }

  /** The rows printed, cells without their padding. */
  List<List<String>> rows() throws IOException {
    return lines().stream()
        .filter(line -> line.startsWith("|"))
        .map(line -> Stream.of(line.substring(1).split("\\|")).map(String::strip).toList())
        .filter(cells -> !cells.equals(List.of("topic", "offset", "actualValue")))
        .toList();
  }

  /** Standard error so far. */
  String messages() throws IOException {
    return Files.readString(err);
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public String toString() {
    try {
      return "job with output\n" + Files.readString(out) + "\nand messages\n" + messages();
    } catch (IOException unreadable) {
      return "job with unreadable output " + out;
    }
  }
}
