package dev.orderflow.launcher.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Reads a file line by line while another process writes it. The process writes to the file itself,
 * so a slow terminal never holds it up, and its log is whole whatever happens here.
 *
 * <p>One thread at a time calls {@link #readOn()}; it owns the position.
 */
public final class LogFollower implements AutoCloseable {

  /** A line longer than this is handed over in pieces. */
  private static final int MAX_LINE_BYTES = 1 << 20;

  private final InputStream in;
  private final Consumer<String> lines;
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private final byte[] buffer = new byte[64 * 1024];

  /**
   * Opens the file at its beginning.
   *
   * @param file an existing file
   * @param lines receives each complete line, without its end
   * @throws IOException when it cannot be opened
   */
  public LogFollower(Path file, Consumer<String> lines) throws IOException {
    this.in = Files.newInputStream(file);
    this.lines = lines;
  }

  /**
   * Hands over every line completed since the last call; does not wait for more.
   *
   * @throws UncheckedIOException when the file cannot be read
   */
  public void readOn() {
    try {
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        for (int i = 0; i < n; i++) {
          if (buffer[i] == '\n') {
            emit();
          } else {
            partial.write(buffer[i]);
            if (partial.size() >= MAX_LINE_BYTES) {
              emit();
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void emit() {
    String line = partial.toString(StandardCharsets.UTF_8);
    partial.reset();
    lines.accept(line);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
