package dev.orderflow.benchmarks.spark;

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
 * @param stateBytes the size of the queries' state after their last batches, together
 */
record BatchTimes(Map<String, List<Double>> rates, long stateBytes) {

  private static final Pattern LINE =
      Pattern.compile("^batch query=(\\S+) rows=(\\d+) rows_per_s=(\\d+) state_bytes=(\\d+)$");

  /**
   * Reads what a process printed.
   *
   * @throws IOException where it cannot be read or has no batch
   */
  static BatchTimes read(Path out) throws IOException {
    Map<String, List<Double>> rates = new LinkedHashMap<>();
    Map<String, Long> states = new HashMap<>();
    for (String line : Files.readAllLines(out)) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.find() && Long.parseLong(matcher.group(2)) > 0) {
        rates
            .computeIfAbsent(matcher.group(1), query -> new ArrayList<>())
            .add(Double.parseDouble(matcher.group(3)));
        states.put(matcher.group(1), Long.parseLong(matcher.group(4)));
      }
    }
    if (rates.isEmpty()) {
      throw new IOException("no batch in " + out);
    }
    return new BatchTimes(rates, states.values().stream().mapToLong(Long::longValue).sum());
  }

  /** Rows per second where every query takes its turn with every row. */
  double together() {
    return 1 / rates.values().stream().mapToDouble(query -> 1 / settled(query)).sum();
  }

  /** The median of the second half; the last batch is what is left over, and small. */
  private static double settled(List<Double> query) {
    int half = query.size() / 2;
    List<Double> later = query.subList(half, Math.max(half + 1, query.size() - 1));
    return later.stream().sorted().toList().get(later.size() / 2);
  }
}
