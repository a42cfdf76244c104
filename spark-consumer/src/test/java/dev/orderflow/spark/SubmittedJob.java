package dev.orderflow.spark;

import dev.orderflow.runtime.ChildProcess;
import dev.orderflow.runtime.ProcessFiles;
import dev.orderflow.runtime.SparkSubmit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The application's jar as users submit it, on the master that it chooses itself. */
final class SubmittedJob implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final ChildProcess process;

  private SubmittedJob(ChildProcess process) {
    this.process = process;
  }

  /** Submits the jar with these arguments; output goes to files in the directory. */
  static SubmittedJob submit(Path directory, String... arguments) throws IOException {
    return submitWith(directory, Map.of(), arguments);
  }

  /** The same with Spark settings. */
  static SubmittedJob submitWith(Path directory, Map<String, String> settings, String... arguments)
      throws IOException {
    SparkSubmit submit = SparkSubmit.application().to("");
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      submit = submit.with(setting.getKey(), setting.getValue());
    }
    return new SubmittedJob(submit.start(ProcessFiles.in(directory, "job"), arguments));
  }

  /** Waits until a line of standard output satisfies the condition. */
  void awaitLine(Predicate<String> condition) throws InterruptedException {
    process.await("so far", LIMIT, () -> lines().stream().anyMatch(condition));
  }

  /** Waits until standard error holds the text. */
  void awaitMessage(String text) throws InterruptedException {
    process.awaitText(text, LIMIT);
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.terminate();
  }

  /** Waits for the end. */
  int exitCode(Duration limit) throws InterruptedException {
    return process.exitCode(limit);
  }

  /** Standard output so far. */
  List<String> lines() {
    return process.output().lines().toList();
  }

  /** Standard output's lines that begin with the word. */
  List<String> lines(String word) {
    return process.lines(word);
  }

  /** The rows printed, cells without their padding. */
  List<List<String>> rows() {
    return lines().stream()
        .filter(line -> line.startsWith("|"))
        .map(line -> Stream.of(line.substring(1).split("\\|")).map(String::strip).toList())
        .filter(cells -> !cells.equals(List.of("topic", "offset", "actualValue")))
        .toList();
  }

  /** Standard error so far. */
  String messages() {
    return process.messages();
  }

  @Override
  public void close() {
    process.close();
  }

  @Override
  public String toString() {
    return process.toString();
  }
}
