package dev.orderflow.runtime;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where one process keeps what it writes.
 *
 * @param name what messages call the process
 * @param home the directory of its own, for its argument file, settings and data
 * @param output standard output, replaced at the start
 * @param log standard error, replaced at the start; may be the same file
 */
public record ProcessFiles(String name, Path home, Path output, Path log) {

  /** Makes the paths absolute, as processes may be started elsewhere. */
  public ProcessFiles {
    home = home.toAbsolutePath().normalize();
    output = output.toAbsolutePath().normalize();
    log = log.toAbsolutePath().normalize();
  }

  /**
   * All in a directory of that name, below another; where it is taken, in one with a number after
   * the name. Output and log are one file, {@code <name>.log}.
   */
  public static ProcessFiles in(Path directory, String name) {
    Path home = directory.resolve(name);
    for (int i = 2; Files.exists(home); i++) {
      home = directory.resolve(name + "-" + i);
    }
    return new ProcessFiles(name, home, home.resolve(name + ".log"), home.resolve(name + ".log"));
  }

  /** The same with standard output in a file of its own, {@code <name>.out} beside the log. */
  public ProcessFiles withOutputApart() {
    return new ProcessFiles(name, home, log.resolveSibling(name + ".out"), log);
  }

  /**
   * For a new start after an end: the same home, and the next free number after the names of output
   * and log, so that what the process wrote before stays.
   */
  ProcessFiles afterRestart() {
    int next = 2;
    while (Files.exists(numbered(log, next))) {
      next++;
    }
    return new ProcessFiles(name, home, numbered(output, next), numbered(log, next));
  }

  private Path numbered(Path file, int number) {
    String old = file.getFileName().toString();
    int end = old.lastIndexOf('.');
    return file.resolveSibling(old.substring(0, end) + "-" + number + old.substring(end));
  }
}
