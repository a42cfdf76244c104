package dev.orderflow.launcher;

import dev.orderflow.runtime.ProcessFailure;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** The quick start's own lines on the console: each step with the time since the start. */
final class Steps {

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

  /** Tells why a step failed: for a process with the lines of its log that say more. */
  void failed(Exception failure) {
    if (failure instanceof ProcessFailure process) {
      say("failed: " + process.reason());
      process.lines().forEach(line -> console.println("  | " + line));
      console.println("  log: " + shown(process.log()));
    } else if (failure instanceof StepFailure) {
      say("failed: " + failure.getMessage());
    } else {
      say("failed: " + failure);
    }
  }

  /** Whether the console has gone, as when its reader ended. */
  boolean consoleGone() {
    return console.checkError();
  }

  /** The time since a moment of {@link #now}. */
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
