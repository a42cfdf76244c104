package dev.orderflow.launcher.pipeline;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line in which the Spark job says how far it is: after each batch {@code progress job=candles
 * batch=7 rows=105 rows_total=560 connector_total=4 candles=9 … incomplete=2 …}, at its end {@code
 * summary job=candles batches=8 rows=560 connector=4 candles=9 … incomplete=2 …}.
 *
 * @param rows rows read so far that carry a frame of the exchange
 * @param connectorRows rows read so far that the connector added
 * @param candles candles published so far, each counted once
 * @param incomplete those of them that say they are incomplete
 */
public record SparkProgress(long rows, long connectorRows, long candles, long incomplete) {

  /** Before the job has said anything. */
  static final SparkProgress NONE = new SparkProgress(0, 0, 0, 0);

  private static final Pattern WORD = Pattern.compile("(\\w+)=(\\S+)");

  /**
   * Reads a line of the job's output.
   *
   * @param line any line
   * @return the progress, or empty when the line is about something else
   */
  public static Optional<SparkProgress> parse(String line) {
    if (line.startsWith("progress job=candles ")) {
      return progress(line, "rows_total", "connector_total");
    }
    if (line.startsWith("summary job=candles ")) {
      return progress(line, "rows", "connector");
    }
    return Optional.empty();
  }

  private static Optional<SparkProgress> progress(String line, String rows, String connector) {
    OptionalLong r = number(line, rows);
    OptionalLong c = number(line, connector);
    OptionalLong candles = number(line, "candles");
    OptionalLong incomplete = number(line, "incomplete");
    return r.isPresent() && c.isPresent() && candles.isPresent() && incomplete.isPresent()
        ? Optional.of(
            new SparkProgress(
                r.getAsLong(), c.getAsLong(), candles.getAsLong(), incomplete.getAsLong()))
        : Optional.empty();
  }

  private static OptionalLong number(String line, String name) {
    Matcher word = WORD.matcher(line);
    while (word.find()) {
      if (word.group(1).equals(name) && word.group(2).matches("\\d{1,18}")) {
        return OptionalLong.of(Long.parseLong(word.group(2)));
      }
    }
    return OptionalLong.empty();
  }
}
