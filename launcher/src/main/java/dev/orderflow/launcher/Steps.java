package dev.orderflow.launcher;

import dev.orderflow.launcher.process.LogFile;
import dev.orderflow.launcher.process.StepFailure;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** The quick start's own lines on the console: each step with the time since the start. */
final class Steps {

  private static final int REASON_LINES = 8;

  private final PrintStream console;
  private final LongSupplier nanoTime;
  private final long start;

  /**
   * Starts the clock.
   *
   * @param console where to print
   * @param nanoTime a monotonic clock, ns
   */
  Steps(PrintStream console, LongSupplier nanoTime) {
    this.console = console;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  void say(String text) {
    double seconds = (nanoTime.getAsLong() - start) / 1e9;
    console.println(String.format(Locale.ROOT, "[%5.1f s] %s", seconds, text));
  }

  void ready(String what, Path log) {
    say(what + ", log " + shown(log));
  }

  /** Tells a failure's reason, the lines of the log that say more, and where the log is. */
  void failed(StepFailure failure) {
    say("failed: " + failure.getMessage());
    failure
        .log()
        .ifPresent(
            log -> {
              if (!failure.explained()) {
                new LogFile(log).reason(REASON_LINES).forEach(l -> console.println("  | " + l));
              }
              console.println("  log: " + shown(log));
            });
  }

  /** Whether the console has gone, as when its reader ended. */
  boolean consoleGone() {
    return console.checkError();
  }

  /**
   * The time since some moment of the same clock.
   *
   * @param nanos the moment
   * @return how long ago
   */
  Duration since(long nanos) {
    return Duration.ofNanos(nanoTime.getAsLong() - nanos);
  }

  long now() {
    return nanoTime.getAsLong();
  }

  /** A path as short as it can be said from here. */
  static String shown(Path path) {
    Path here = Path.of("").toAbsolutePath();
    Path absolute = path.toAbsolutePath();
    return absolute.startsWith(here) ? here.relativize(absolute).toString() : absolute.toString();
  }
}
