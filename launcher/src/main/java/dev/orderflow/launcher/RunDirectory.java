package dev.orderflow.launcher;

import dev.orderflow.runtime.Await;
import dev.orderflow.runtime.ProcessFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/**
 * Everything that one run writes, under one directory: topic data, Spark's checkpoint, logs, and a
 * lock that says that it is in use.
 *
 * @param path the directory, absolute
 */
record RunDirectory(Path path) {

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
  private static final String NAME_PATTERN = "\\d{8}-\\d{6}(-\\d+)?";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Makes the path absolute, as processes may be started elsewhere. */
  RunDirectory {
    path = path.toAbsolutePath().normalize();
  }

  /** Creates a new directory, named by time, under a common root. */
  static RunDirectory fresh(Path root, LocalDateTime now) throws IOException {
    Files.createDirectories(root);
    String name = NAME.format(now);
    Path directory = root.resolve(name);
    for (int i = 2; Files.exists(directory); i++) {
      directory = root.resolve(name + "-" + i);
    }
    return new RunDirectory(Files.createDirectory(directory));
  }

  /** The runs under a common root, which may be missing; oldest first. */
  static List<RunDirectory> all(Path root) throws IOException {
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

  /** Removes the oldest runs that nobody uses, so that trying things out does not fill the disk. */
  static void prune(Path root, int keep) throws IOException {
    List<RunDirectory> runs = all(root);
    for (RunDirectory old : runs.subList(0, Math.max(0, runs.size() - keep))) {
      Optional<Closeable> lock = old.lock();
      if (lock.isPresent()) {
        FileUtils.deleteDirectory(old.path.toFile());
        lock.get().close();
      }
    }
  }

  /**
   * Takes the directory into use, until the lock is closed or this process ends, however that
   * happens.
   *
   * @return empty when it is in use already
   */
  Optional<Closeable> lock() throws IOException {
    Files.createDirectories(path);
    FileChannel channel =
        FileChannel.open(lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        channel.truncate(0);
        String owner = Long.toString(ProcessHandle.current().pid());
        channel.write(StandardCharsets.US_ASCII.encode(owner));
        return Optional.of(channel);
      }
    } catch (OverlappingFileLockException e) {
      // In use by this process itself.
    }
    channel.close();
    return Optional.empty();
  }

  /** The process id of whoever took the directory into use last. */
  String owner() throws IOException {
    return Files.readString(lockFile());
  }

  private Path lockFile() {
    return path.resolve("in-use");
  }

  /**
   * Ends the processes that a killed run has left here and that are not yet ending by themselves.
   * For the holder of the lock only.
   *
   * @return what was ended, as {@code name (process id)}
   */
  List<String> endLeftovers() throws InterruptedException {
    // Their argument files lie here, which their command lines name.
    String mark = "@" + path + "/";
    List<String> ended = new ArrayList<>();
    for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
      String command = process.info().commandLine().orElse("");
      int at = command.indexOf(mark);
      if (at >= 0) {
        String name = command.substring(at + mark.length()).split("/", 2)[0];
        process.destroy();
        if (!Await.until(PATIENCE, () -> !process.isAlive())) {
          process.destroyForcibly();
          Await.until(PATIENCE, () -> !process.isAlive());
        }
        ended.add(name + " (process " + process.pid() + ")");
      }
    }
    return ended;
  }

  /**
   * Keeps a directory to one kind of exchange, so that simulated orders never continue real ones.
   *
   * @param exchange {@code live} or {@code simulated}
   * @throws StepFailure when the directory holds data of the other
   */
  void claimFor(String exchange) throws IOException {
    Path marker = path.resolve("exchange");
    if (!Files.exists(marker)) {
      Files.writeString(marker, exchange + "\n");
      return;
    }
    String held = Files.readString(marker).strip();
    if (!held.equals(exchange)) {
      throw new StepFailure(
          String.format(
              Locale.ROOT,
              "%s holds data of the %s exchange and this run's is %s: give another --data, or --exchange %2$s",
              path,
              held,
              exchange));
    }
  }

  /** Where one process of the pipeline keeps what it writes; all logs are in one directory. */
  ProcessFiles files(String name) {
    Path log = path.resolve("logs/" + name + ".log");
    return new ProcessFiles(name, path.resolve(name), log, log);
  }
}
