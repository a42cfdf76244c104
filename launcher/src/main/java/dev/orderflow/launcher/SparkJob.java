package dev.orderflow.launcher;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The output of the submitted job, read while the job writes it. The job writes to a file, so a
 * slow terminal never holds it up, and what it wrote is whole whatever happens here. Owned by the
 * main thread, which calls {@link #showMore} again and again.
 */
final class SparkJob implements AutoCloseable {

  private final RandomAccessFile output;
  private final Consumer<String> console;
  private long position;
  private Progress progress = Progress.NONE;

  /**
   * Watches a job.
   *
   * @param output the file that it writes to, which exists
   * @param console receives each line of its tables
   */
  SparkJob(Path output, Consumer<String> console) throws IOException {
    this.output = new RandomAccessFile(output.toFile(), "r");
    this.console = console;
  }

  /** Shows what the job printed since the last call, and learns its progress from it. */
  void showMore() {
    for (String line : newLines()) {
      Progress.parse(line).ifPresentOrElse(p -> progress = p, () -> console.accept(line));
    }
  }

  /** Every line completed since the last call, without its end; does not wait for more. */
  private List<String> newLines() {
    try {
      byte[] bytes = new byte[(int) Math.min(output.length() - position, Integer.MAX_VALUE / 2)];
      output.seek(position);
      output.readFully(bytes);
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

  /** How far the job is, as of the last {@link #showMore}; zeros before the first batch. */
  Progress progress() {
    return progress;
  }

  /** Shows what the job printed last, and closes the file. */
  @Override
  public void close() throws IOException {
    showMore();
    output.close();
  }

  /**
   * How far the job says it is: after each batch {@code progress job=candles batch=7 rows=105
   * rows_total=560 connector_total=4 candles=9 … incomplete=2 …}, at its end {@code summary
   * job=candles batches=8 rows=560 connector=4 candles=9 … incomplete=2 …}.
   *
   * @param rows rows read so far that carry a frame of the exchange
   * @param connectorRows rows read so far that the connector added
   * @param candles candles published so far, each counted once
   * @param incomplete those of them that say they are incomplete
   */
  record Progress(long rows, long connectorRows, long candles, long incomplete) {

    /** Before the job has said anything. */
    static final Progress NONE = new Progress(0, 0, 0, 0);

    private static final Pattern NUMBER = Pattern.compile("(\\w+)=(\\d{1,18})(?!\\S)");

    /** Reads a line of the job's output; empty when it is about something else. */
    static Optional<Progress> parse(String line) {
      if (line.startsWith("progress job=candles ")) {
        return parse(line, "rows_total", "connector_total");
      }
      if (line.startsWith("summary job=candles ")) {
        return parse(line, "rows", "connector");
      }
      return Optional.empty();
    }

    private static Optional<Progress> parse(String line, String rows, String connectorRows) {
      Map<String, Long> numbers = new HashMap<>();
      for (MatchResult word : NUMBER.matcher(line).results().toList()) {
        numbers.putIfAbsent(word.group(1), Long.parseLong(word.group(2)));
      }
      List<Long> found =
          Stream.of(rows, connectorRows, "candles", "incomplete").map(numbers::get).toList();
      return found.contains(null)
          ? Optional.empty()
          : Optional.of(new Progress(found.get(0), found.get(1), found.get(2), found.get(3)));
    }
  }
}
