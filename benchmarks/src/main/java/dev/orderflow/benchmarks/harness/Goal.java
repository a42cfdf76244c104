package dev.orderflow.benchmarks.harness;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a figure must reach: a number, or a multiple of the same figure of another variant.
 *
 * @param variant the variant's name; {@code side} in a file
 * @param figure the figure's name
 * @param against the variant whose median is the unit; empty where the bound is a plain number
 * @param atLeast whether the figure must not be below the bound, rather than not above
 * @param everyRound whether each round must reach it, rather than their median
 * @param bound the bound, itself allowed
 */
public record Goal(
    @JsonProperty("side") String variant,
    String figure,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) String against,
    @JsonProperty("at_least") boolean atLeast,
    @JsonProperty("every_round") @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean everyRound,
    double bound) {

  /** What a file does not say is empty. */
  public Goal {
    against = against == null ? "" : against;
  }

  /** A figure that must reach a number. */
  public static Goal atLeast(String figure, String variant, double bound) {
    return new Goal(variant, figure, "", true, false, bound);
  }

  /** A figure that must not pass a number. */
  public static Goal atMost(String figure, String variant, double bound) {
    return new Goal(variant, figure, "", false, false, bound);
  }

  /** A figure that must not pass a number in any round. */
  public static Goal neverAbove(String figure, String variant, double bound) {
    return new Goal(variant, figure, "", false, true, bound);
  }

  /** A figure that must reach a part of another variant's. */
  public static Goal atLeast(String figure, String variant, double bound, String against) {
    return new Goal(variant, figure, against, true, false, bound);
  }

  /** A figure that must not pass a multiple of another variant's. */
  public static Goal atMost(String figure, String variant, double bound, String against) {
    return new Goal(variant, figure, against, false, false, bound);
  }

  /** Whether a value reaches it: the figure, or its ratio to the other variant's. */
  boolean isMetBy(double value) {
    return atLeast ? value >= bound : value <= bound;
  }
}
