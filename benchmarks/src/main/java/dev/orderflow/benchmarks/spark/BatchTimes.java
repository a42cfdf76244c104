package dev.orderflow.benchmarks.spark;

import dev.orderflow.benchmarks.harness.Spread;
import java.io.IOException;
import java.util.ArrayList;
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
 */
record BatchTimes(Map<String, List<Double>> rates, Map<String, Long> rows) {

  private static final Pattern LINE =
      Pattern.compile("^batch query=(\\S+) rows=(\\d+) rows_per_s=(\\d+)$");

  /**
   * Reads what a process printed.
   *
   * @throws IOException where it has no batch
   */
  static BatchTimes of(String output) throws IOException {
    Map<String, List<Double>> rates = new LinkedHashMap<>();
    Map<String, Long> rows = new LinkedHashMap<>();
    for (String line : output.lines().toList()) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.find() && Long.parseLong(matcher.group(2)) > 0) {
        rates
            .computeIfAbsent(matcher.group(1), query -> new ArrayList<>())
            .add(Double.parseDouble(matcher.group(3)));
        rows.merge(matcher.group(1), Long.parseLong(matcher.group(2)), Long::sum);
      }
    }
    if (rates.isEmpty()) {
      throw new IOException("no batch was printed");
    }
    return new BatchTimes(rates, rows);
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
