package dev.orderflow.launcher;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPOutputStream;

/**
 * A file of received frames that the simulator can replay: a frame a line, before it the receive
 * time in microseconds since the epoch and a tab. A name that ends in {@code .gz} is written as
 * gzip.
 *
 * <p>Used by one thread at a time.
 */
final class Recording implements AutoCloseable {

  private final Path file;
  private final Writer writer;

  private Recording(Path file, Writer writer) {
    this.file = file;
    this.writer = writer;
  }

  /**
   * Opens a recording.
   *
   * @param file must not exist, so that no recording is lost by mistake
   * @throws StepFailure when the file exists or cannot be created; names {@code --record}
   */
  static Recording open(Path file) {
    try {
      OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
      OutputStream packed =
          file.getFileName().toString().endsWith(".gz") ? new GZIPOutputStream(out) : out;
      return new Recording(
          file, new BufferedWriter(new OutputStreamWriter(packed, StandardCharsets.UTF_8)));
    } catch (FileAlreadyExistsException e) {
      throw new StepFailure(file + " exists already: give --record another name or remove it");
    } catch (IOException e) {
      throw new StepFailure("the file of --record cannot be created: " + e);
    }
  }

  /**
   * Adds a frame.
   *
   * @param receivedAt when it was received, microseconds since the epoch, as text
   * @param frame its text
   */
  void add(String receivedAt, String frame) {
    try {
      writer.write(receivedAt);
      writer.write('\t');
      // A line break between tokens of a JSON text means the same as a space.
      writer.write(frame.replace('\n', ' ').replace('\r', ' '));
      writer.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + file + " (--record) failed", e);
    }
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + file + " (--record) failed", e);
    }
  }
}
