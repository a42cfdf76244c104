package dev.orderflow.benchmarks.measure;

import java.util.List;

/**
 * The rounds of one figure of one side.
 *
 * @param values one a round, in their order; at least one
 */
public record Spread(List<Double> values) {

  /** Copies the list. */
  public Spread {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no rounds");
    }
    values = List.copyOf(values);
  }

  /** The middle value; of an even number the mean of the two in the middle. */
  public double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** The smallest value. */
  public double min() {
    return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  /** The largest value. */
  public double max() {
    return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }
}
