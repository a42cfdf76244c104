package dev.orderflow.launcher.pipeline;

import dev.orderflow.launcher.process.ProcessFile;
import dev.orderflow.launcher.process.StepFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Everything one run writes, under one directory: topic data, the unpacked connector, Spark's
 * checkpoint, logs, and the file that names its processes.
 *
 * @param path the directory, absolute
 */
public record RunDirectory(Path path) {

  private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
  private static final String NAME_PATTERN = "\\d{8}-\\d{6}(-\\d+)?";

  /** Makes the path absolute, as processes may be started elsewhere. */
  public RunDirectory {
    path = path.toAbsolutePath().normalize();
  }

  /**
   * Creates a new directory, named by time, under a common root.
   *
   * @param root the directory of all such runs
   * @param now the time to name it by
   * @return the new, empty directory
   * @throws IOException when it cannot be created
   */
  public static RunDirectory fresh(Path root, LocalDateTime now) throws IOException {
    Files.createDirectories(root);
    String name = NAME.format(now);
    Path directory = root.resolve(name);
    for (int i = 2; Files.exists(directory); i++) {
      directory = root.resolve(name + "-" + i);
    }
    return new RunDirectory(Files.createDirectory(directory));
  }

  /**
   * The runs under a common root, oldest first.
   *
   * @param root the directory of all such runs; may be missing
   * @return their directories
   * @throws IOException when the root cannot be listed
   */
  public static List<RunDirectory> all(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .filter(p -> p.getFileName().toString().matches(NAME_PATTERN))
          .filter(Files::isDirectory)
          .sorted()
          .map(RunDirectory::new)
          .toList();
    }
  }

  /**
   * Removes the oldest runs that nobody uses, so that trying things out does not fill the disk.
   *
   * @param root the directory of all such runs
   * @param keep how many to leave
   * @throws IOException when one cannot be removed
   */
  public static void prune(Path root, int keep) throws IOException {
    List<RunDirectory> runs = all(root);
    for (RunDirectory old : runs.subList(0, Math.max(0, runs.size() - keep))) {
      if (old.processes().owner().isEmpty()) {
        delete(old.path);
      }
    }
  }

  /**
   * Removes a directory and what is in it.
   *
   * @param directory what to remove; may be missing
   * @throws IOException when something cannot be removed
   */
  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path p : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(p);
      }
    }
  }

  /**
   * The file that names this run's processes.
   *
   * @return its reader and writer
   */
  public ProcessFile processes() {
    return new ProcessFile(path);
  }

  /**
   * Keeps a directory to one kind of exchange, so that simulated orders never continue real ones.
   *
   * @param exchange {@code live} or {@code simulated}
   * @throws StepFailure when the directory holds data of the other
   * @throws IOException when it cannot be read or written
   */
  public void claimFor(String exchange) throws IOException {
    Path marker = path.resolve("exchange");
    if (!Files.exists(marker)) {
      Files.writeString(marker, exchange + "\n");
      return;
    }
    String held = Files.readString(marker).strip();
    if (!held.equals(exchange)) {
      throw new StepFailure(
          path
              + " holds data of the "
              + held
              + " exchange and this run's is "
              + exchange
              + ": give another --data, or --exchange "
              + held);
    }
  }

  /**
   * A log.
   *
   * @param name of whom
   * @return the file
   */
  public Path log(String name) {
    return logs().resolve(name + ".log");
  }

  /**
   * Where all logs are.
   *
   * @return the directory
   */
  public Path logs() {
    return path.resolve("logs");
  }

  /**
   * What one process of the pipeline keeps here.
   *
   * @param name of whom
   * @return the directory
   */
  public Path of(String name) {
    return path.resolve(name);
  }
}
