package dev.orderflow.spark.market.book;

import java.math.BigDecimal;

/**
 * Decimals as whole multiples of a power of ten, exactly: a market's prices and amounts fit into
 * {@code long}, which a book of a million events a second needs.
 *
 * <p>The scale is not assumed but found: it grows when a value with more decimals comes, and
 * whoever holds units then multiplies them by the factor that {@link #widen} answers.
 */
final class FixedPoint {

  /** More decimals than any market has; a value beyond is out of range. */
  private static final int MAX_SCALE = 18;

  /** A number of so many digits fits a long, and so does the sum of some. */
  private static final int MOST_DIGITS = 18;

  private int scale;

  FixedPoint(int scale) {
    this.scale = scale;
  }

  int scale() {
    return scale;
  }

  /** Whether a value is a whole number of units, and not more of them than a long can count. */
  boolean holds(BigDecimal value) {
    return (value.scale() <= scale || value.stripTrailingZeros().scale() <= scale)
        && value.precision() - value.scale() + scale <= MOST_DIGITS;
  }

  /** Whether a value is beyond what can be counted in these units, however few decimals it has. */
  boolean isTooLarge(BigDecimal value) {
    return value.precision() - value.scale() + scale > MOST_DIGITS;
  }

  /** Whether {@link #widen} could hold a value beside units that are at most this far from zero. */
  boolean couldHold(BigDecimal value, long farthest) {
    int wanted = Math.max(scale, value.stripTrailingZeros().scale());
    int digits = Math.max(value.precision() - value.scale(), 0) + wanted;
    return wanted <= MAX_SCALE
        && digits <= MOST_DIGITS
        && Long.toString(farthest).length() + wanted - scale <= MOST_DIGITS;
  }

  /**
   * A value in units.
   *
   * @throws ArithmeticException where these units do not {@link #holds hold} it
   */
  long units(BigDecimal value) {
    return value.movePointRight(scale).longValueExact();
  }

  /**
   * Grows the scale to hold a value that it {@link #couldHold}, and answers by what existing units
   * are to be multiplied.
   */
  long widen(BigDecimal value) {
    int wanted = value.stripTrailingZeros().scale();
    long factor = 1;
    for (int i = scale; i < wanted; i++) {
      factor *= 10;
    }
    scale = Math.max(scale, wanted);
    return factor;
  }

  BigDecimal decimal(long units) {
    return BigDecimal.valueOf(units, scale);
  }
}
