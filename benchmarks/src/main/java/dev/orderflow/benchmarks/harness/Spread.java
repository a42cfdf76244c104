package dev.orderflow.benchmarks.harness;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * The rounds of one figure of one variant. As JSON it has its median and its ends too.
 *
 * @param values one a round, in their order; at least one
 */
@JsonPropertyOrder({"median", "min", "max", "values"})
@JsonIgnoreProperties(ignoreUnknown = true)
public record Spread(List<Double> values) {

  /** Copies the list. */
  public Spread {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no rounds");
    }
    values = List.copyOf(values);
  }

  /** The middle value; of an even number the mean of the two in the middle. */
  @JsonProperty
  public double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** The smallest value. */
  @JsonProperty
  public double min() {
    return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  /** The largest value. */
  @JsonProperty
  public double max() {
    return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }
}
