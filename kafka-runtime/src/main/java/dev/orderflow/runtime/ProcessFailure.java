package dev.orderflow.runtime;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A process that did not do what it was started for: the reason, and the lines of its log that most
 * likely say more. The message holds all of it.
 */
public final class ProcessFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final int LINES = 8;

  /** Of a log, however long, only its end is read. */
  private static final int TAIL_BYTES = 64 * 1024;

  private static final Pattern TELLING =
      Pattern.compile(
          "ERROR|FATAL|Exception|[Ee]rror:|parent-watchdog:|^Usage|not found|refused|in use");
  private static final Pattern STACK_FRAME = Pattern.compile("^\\s+(at |\\.\\.\\. \\d+ more)");

  private final String reason;
  private final transient Path log;

  /**
   * A failure.
   *
   * @param reason what went wrong, in one line
   * @param log the process's log; may be missing
   */
  public ProcessFailure(String reason, Path log) {
    super(reason + "\n  | " + String.join("\n  | ", telling(log, LINES)) + "\n  log: " + log);
    this.reason = reason;
    this.log = log;
  }

  /** What went wrong, in one line. */
  public String reason() {
    return reason;
  }

  /** The log that says more. */
  public Path log() {
    return log;
  }

  /**
   * What the log says about it: the last telling lines, or simply the last ones when none is;
   * without stack frames.
   */
  public List<String> lines() {
    return telling(log, LINES);
  }

  static List<String> telling(Path log, int limit) {
    List<String> lines =
        tail(log).stream().filter(l -> !l.isBlank() && !STACK_FRAME.matcher(l).find()).toList();
    List<String> telling =
        lines.stream().filter(l -> TELLING.matcher(l).find() && !l.contains(" INFO ")).toList();
    List<String> chosen = telling.isEmpty() ? lines : telling;
    return chosen.subList(Math.max(0, chosen.size() - limit), chosen.size());
  }

  private static List<String> tail(Path log) {
    if (!Files.exists(log)) {
      return List.of();
    }
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long from = Math.max(0, file.length() - TAIL_BYTES);
      byte[] bytes = new byte[(int) (file.length() - from)];
      file.seek(from);
      file.readFully(bytes);
      List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return from > 0 ? lines.subList(Math.min(1, lines.size()), lines.size()) : lines;
    } catch (IOException e) {
      return List.of("(" + log + " cannot be read: " + e.getMessage() + ")");
    }
  }
}
