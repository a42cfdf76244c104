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

  private int scale;

  FixedPoint(int scale) {
    this.scale = scale;
  }

  int scale() {
    return scale;
  }

  /** Whether a value is a whole number of units. */
  boolean holds(BigDecimal value) {
    return value.scale() <= scale || value.stripTrailingZeros().scale() <= scale;
  }

  /**
   * A value in units.
   *
   * @throws ArithmeticException where it is no whole number of units or leaves the range of a long
   */
  long units(BigDecimal value) {
    return value.movePointRight(scale).longValueExact();
  }

  /** Grows the scale to hold a value and answers by what existing units are to be multiplied. */
  long widen(BigDecimal value) {
    int wanted = value.stripTrailingZeros().scale();
    if (wanted > MAX_SCALE) {
      throw new ArithmeticException("more than " + MAX_SCALE + " decimals");
    }
    long factor = 1;
    for (int i = scale; i < wanted; i++) {
      factor *= 10;
    }
    scale = wanted;
    return factor;
  }

  BigDecimal decimal(long units) {
    return BigDecimal.valueOf(units, scale);
  }
}
