package dev.orderflow.benchmarks.spark;

import dev.orderflow.benchmarks.measure.Spread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rates that {@link BatchRates} printed.
 *
 * @param rates rows per second of each batch, in order, by query
 * @param rows how many rows each query read
 * @param stateBytes the size of the queries' state after their last batches, together
 */
record BatchTimes(Map<String, List<Double>> rates, Map<String, Long> rows, long stateBytes) {

  private static final Pattern LINE =
      Pattern.compile("^batch query=(\\S+) rows=(\\d+) rows_per_s=(\\d+) state_bytes=(\\d+)$");

  /**
   * Reads what a process printed.
   *
   * @throws IOException where it cannot be read or has no batch
   */
  static BatchTimes read(Path out) throws IOException {
    Map<String, List<Double>> rates = new LinkedHashMap<>();
    Map<String, Long> rows = new LinkedHashMap<>();
    Map<String, Long> states = new HashMap<>();
    for (String line : Files.readAllLines(out)) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.find() && Long.parseLong(matcher.group(2)) > 0) {
        rates
            .computeIfAbsent(matcher.group(1), query -> new ArrayList<>())
            .add(Double.parseDouble(matcher.group(3)));
        rows.merge(matcher.group(1), Long.parseLong(matcher.group(2)), Long::sum);
        states.put(matcher.group(1), Long.parseLong(matcher.group(4)));
      }
    }
    if (rates.isEmpty()) {
      throw new IOException("no batch in " + out);
    }
    return new BatchTimes(rates, rows, states.values().stream().mapToLong(Long::longValue).sum());
  }

  /**
   * Checks that every query read a whole topic.
   *
   * @param records what the topic has
   * @return these times
   * @throws IOException where one read less
   */
  BatchTimes ofWhole(long records) throws IOException {
    for (Map.Entry<String, Long> query : rows.entrySet()) {
      if (query.getValue() < records) {
        throw new IOException(
            query.getKey() + " read " + query.getValue() + " records of " + records);
      }
    }
    return this;
  }

  /** Rows per second where every query takes its turn with every row. */
  double together() {
    return 1 / rates.values().stream().mapToDouble(query -> 1 / settled(query)).sum();
  }

  /** The median of the second half; the last batch is what is left over, and small. */
  private static double settled(List<Double> query) {
    int half = query.size() / 2;
    return new Spread(query.subList(half, Math.max(half + 1, query.size() - 1))).median();
  }
}
