package dev.orderflow.launcher.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The file in a run's directory that names the quick start and every process it started, for the
 * next start to find what a killed run left behind. Removed at the end of a run that stopped all.
 *
 * <p>Written and read by the main thread only.
 */
public final class ProcessFile {

  /** The name under which the quick start enters itself. */
  static final String OWNER = "quickstart";

  private static final String OWNER_MARK = "dev.orderflow.launcher";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Path file;
  private final String mark;
  private final String ownerMark;

  /**
   * Names the file; reads and writes nothing yet.
   *
   * @param directory the run's directory, which every command line of its processes names
   */
  public ProcessFile(Path directory) {
    this(directory, OWNER_MARK);
  }

  /** For tests, whose own command line is not the quick start's. */
  ProcessFile(Path directory, String ownerMark) {
    this.ownerMark = ownerMark;
    this.file = directory.resolve("processes");
    this.mark = directory.toString();
  }

  /**
   * Begins a run: the file names this process alone.
   *
   * @throws IOException when it cannot be written
   */
  public void begin() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, ProcessRecord.of(OWNER, ProcessHandle.current()).line() + "\n");
  }

  /**
   * Enters a started process.
   *
   * @param child the process
   * @throws IOException when the file cannot be written
   */
  public void add(ChildProcess child) throws IOException {
    String line = ProcessRecord.of(child.name(), child.handle()).line() + "\n";
    Files.writeString(file, line, StandardOpenOption.APPEND);
  }

  /**
   * Ends a run whose processes have all been stopped.
   *
   * @throws IOException when the file cannot be removed
   */
  public void end() throws IOException {
    Files.deleteIfExists(file);
  }

  /**
   * The quick start that runs in this directory now.
   *
   * @return its process id, or empty when none does
   */
  public Optional<Long> owner() {
    return records().stream()
        .filter(r -> r.name().equals(OWNER))
        .flatMap(r -> r.running(ownerMark).stream())
        .map(ProcessHandle::pid)
        .findFirst();
  }

  /**
   * Ends the processes that a killed quick start left running here, the last started first. Does
   * nothing while their owner lives.
   *
   * @return what was ended, as {@code name (process id)}
   * @throws InterruptedException when the caller's thread is interrupted while waiting
   */
  public List<String> endLeftovers() throws InterruptedException {
    if (owner().isPresent()) {
      return List.of();
    }
    List<String> ended = new ArrayList<>();
    List<ProcessRecord> records = new ArrayList<>(records());
    Collections.reverse(records);
    for (ProcessRecord left : records) {
      if (left.name().equals(OWNER)) {
        continue;
      }
      Optional<ProcessHandle> running = left.running(mark);
      if (running.isPresent()) {
        end(running.get());
        ended.add(left.name() + " (process " + left.pid() + ")");
      }
    }
    return ended;
  }

  private static void end(ProcessHandle process) throws InterruptedException {
    process.destroy();
    if (!Await.until(PATIENCE, () -> !process.isAlive())) {
      process.destroyForcibly();
      Await.until(PATIENCE, () -> !process.isAlive());
    }
  }

  private List<ProcessRecord> records() {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      return Files.readAllLines(file).stream()
          .flatMap(line -> ProcessRecord.parse(line).stream())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
