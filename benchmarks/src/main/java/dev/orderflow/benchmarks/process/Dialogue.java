package dev.orderflow.benchmarks.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A process of the benchmarks that takes a line and answers with one. It answers into its log,
 * which is read from where the last answer ended.
 */
public final class Dialogue implements AutoCloseable {

  private static final long LOOK_EVERY_MS = 20;

  private final Process process;
  private final Path log;
  private int read;

  /**
   * A dialogue.
   *
   * @param process the other side
   * @param log the file that its output goes to
   */
  public Dialogue(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** The other side. */
  public Process process() {
    return process;
  }

  /** Says a line. */
  public void say(String line) throws IOException {
    OutputStream in = process.getOutputStream();
    in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  /**
   * Waits for the next line that begins so.
   *
   * @return what follows the beginning
   * @throws IOException where it does not come, or the process ends
   * @throws InterruptedException where the caller is interrupted
   */
  public String hear(String beginning, Duration patience) throws IOException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      String text = Files.exists(log) ? Files.readString(log) : "";
      for (int next = text.indexOf('\n', read); next >= 0; next = text.indexOf('\n', read)) {
        String line = text.substring(read, next);
        read = next + 1;
        if (line.startsWith(beginning)) {
          return line.substring(beginning.length());
        }
      }
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IOException("no line '" + beginning + "' in " + log);
      }
      Thread.sleep(LOOK_EVERY_MS);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
