package dev.orderflow.benchmarks.harness;

import java.util.Optional;

/**
 * What a figure must reach: a number, or a multiple of the same figure of another variant.
 *
 * @param figure the figure's name
 * @param variant the variant's name
 * @param against the variant whose median is the unit; empty where the bound is a plain number
 * @param bound the bound, itself allowed
 * @param atLeast whether the figure must not be below the bound, rather than not above
 * @param everyRound whether each round must reach it, rather than their median
 */
public record Goal(
    String figure,
    String variant,
    Optional<String> against,
    double bound,
    boolean atLeast,
    boolean everyRound) {

  /** A figure that must reach a number. */
  public static Goal atLeast(String figure, String variant, double bound) {
    return new Goal(figure, variant, Optional.empty(), bound, true, false);
  }

  /** A figure that must not pass a number. */
  public static Goal atMost(String figure, String variant, double bound) {
    return new Goal(figure, variant, Optional.empty(), bound, false, false);
  }

  /** A figure that must not pass a number in any round. */
  public static Goal neverAbove(String figure, String variant, double bound) {
    return new Goal(figure, variant, Optional.empty(), bound, false, true);
  }

  /** A figure that must reach a part of another variant's. */
  public static Goal atLeast(String figure, String variant, double bound, String against) {
    return new Goal(figure, variant, Optional.of(against), bound, true, false);
  }

  /** A figure that must not pass a multiple of another variant's. */
  public static Goal atMost(String figure, String variant, double bound, String against) {
    return new Goal(figure, variant, Optional.of(against), bound, false, false);
  }

  /**
   * Whether a value reaches it.
   *
   * @param value the figure, or its ratio to the other variant's
   */
  public boolean isMetBy(double value) {
    return atLeast ? value >= bound : value <= bound;
  }
}
