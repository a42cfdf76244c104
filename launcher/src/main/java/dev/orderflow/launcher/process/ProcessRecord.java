package dev.orderflow.launcher.process;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of the file that names a run's processes: enough to know a process again later, when its
 * id may have gone to another.
 *
 * @param name what messages call it
 * @param pid the operating system's id
 * @param startedMs when the operating system says it started, ms since the epoch
 */
public record ProcessRecord(String name, long pid, long startedMs) {

  /** Start times are computed from a clock that may be set meanwhile. */
  private static final Duration CLOCK_SLACK = Duration.ofSeconds(2);

  private static final Pattern LINE = Pattern.compile("(\\S+) pid=(\\d+) started_ms=(\\d+)");

  /**
   * Describes a running process.
   *
   * @param name what messages call it
   * @param process the process
   * @return the record
   */
  public static ProcessRecord of(String name, ProcessHandle process) {
    long started = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return new ProcessRecord(name, process.pid(), started);
  }

  /**
   * Reads a line.
   *
   * @param line as {@link #line()} writes it
   * @return the record, or empty when it is not such a line
   */
  public static Optional<ProcessRecord> parse(String line) {
    Matcher m = LINE.matcher(line.strip());
    return m.matches()
        ? Optional.of(
            new ProcessRecord(m.group(1), Long.parseLong(m.group(2)), Long.parseLong(m.group(3))))
        : Optional.empty();
  }

  /**
   * The line that {@link #parse} reads.
   *
   * @return one line without its end
   */
  public String line() {
    return name + " pid=" + pid + " started_ms=" + startedMs;
  }

  /**
   * The process itself, if it still runs and is the same one: same id, same start time, and a
   * command line that names what ours do.
   *
   * @param commandMark text that the command line of ours holds
   * @return the running process, or empty
   */
  public Optional<ProcessHandle> running(String commandMark) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(h -> h.info().startInstant().map(this::sameStart).orElse(false))
        .filter(h -> h.info().commandLine().map(c -> c.contains(commandMark)).orElse(true));
  }

  private boolean sameStart(Instant start) {
    return Math.abs(start.toEpochMilli() - startedMs) <= CLOCK_SLACK.toMillis();
  }
}
