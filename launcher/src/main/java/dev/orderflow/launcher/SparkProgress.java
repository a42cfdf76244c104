package dev.orderflow.launcher;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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
record SparkProgress(long rows, long connectorRows, long candles, long incomplete) {

  /** Before the job has said anything. */
  static final SparkProgress NONE = new SparkProgress(0, 0, 0, 0);

  private static final Pattern NUMBER = Pattern.compile("(\\w+)=(\\d{1,18})(?!\\S)");

  /** Reads a line of the job's output; empty when it is about something else. */
  static Optional<SparkProgress> parse(String line) {
    if (line.startsWith("progress job=candles ")) {
      return parse(line, "rows_total", "connector_total");
    }
    if (line.startsWith("summary job=candles ")) {
      return parse(line, "rows", "connector");
    }
    return Optional.empty();
  }

  private static Optional<SparkProgress> parse(String line, String rows, String connectorRows) {
    Map<String, Long> numbers = new HashMap<>();
    for (MatchResult word : NUMBER.matcher(line).results().toList()) {
      numbers.putIfAbsent(word.group(1), Long.parseLong(word.group(2)));
    }
    return Stream.of(rows, connectorRows, "candles", "incomplete").allMatch(numbers::containsKey)
        ? Optional.of(
            new SparkProgress(
                numbers.get(rows),
                numbers.get(connectorRows),
                numbers.get("candles"),
                numbers.get("incomplete")))
        : Optional.empty();
  }
}
