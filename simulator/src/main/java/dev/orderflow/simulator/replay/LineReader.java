package dev.orderflow.simulator.replay;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** Reads lines as bytes: a replay at full speed has no time to decode text. */
final class LineReader implements Closeable {
  private final InputStream in;
  private byte[] buffer = new byte[1 << 20];
  private int start;
  private int end;

  LineReader(InputStream in) {
    this.in = in;
  }

  /** The next line without its end; empty after the last. */
  Optional<byte[]> next() throws IOException {
    int scanned = start;
    while (true) {
      for (int i = scanned; i < end; i++) {
        if (buffer[i] == '\n') {
          byte[] line = Arrays.copyOfRange(buffer, start, i);
          start = i + 1;
          return Optional.of(line);
        }
      }
      scanned = end - start;
      if (!fill()) {
        byte[] last = Arrays.copyOfRange(buffer, start, end);
        start = end;
        return last.length == 0 ? Optional.empty() : Optional.of(last);
      }
    }
  }

  /** Moves what is left to the front and reads more; false at the end of the file. */
  private boolean fill() throws IOException {
    int left = end - start;
    byte[] target = left > buffer.length / 2 ? new byte[buffer.length * 2] : buffer;
    System.arraycopy(buffer, start, target, 0, left);
    buffer = target;
    start = 0;
    end = left;
    int read = in.read(buffer, end, buffer.length - end);
    end += Math.max(0, read);
    return read >= 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
