package dev.orderflow.launcher;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads a file line by line while another process writes it. The process writes to the file itself,
 * so a slow terminal never holds it up, and its log is whole whatever happens here. Owned by one
 * thread.
 */
final class LogFollower implements AutoCloseable {

  private final RandomAccessFile file;
  private long position;

  /** Opens an existing file at its beginning. */
  LogFollower(Path file) throws IOException {
    this.file = new RandomAccessFile(file.toFile(), "r");
  }

  /** Every line completed since the last call, without its end; does not wait for more. */
  List<String> newLines() {
    try {
      byte[] bytes = new byte[(int) Math.min(file.length() - position, Integer.MAX_VALUE / 2)];
      file.seek(position);
      file.readFully(bytes);
      int end = bytes.length;
      while (end > 0 && bytes[end - 1] != '\n') {
        end--;
      }
      position += end;
      return new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
