package dev.orderflow.spark.market.book;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;

/**
 * How a book is kept, audited and shown.
 *
 * @param maxOrders orders that a market's book may hold, at least 1; beyond it the book is invalid
 *     until a snapshot fits
 * @param minAgreement share of orders and levels that must equal a snapshot's, 0 to 1; below it the
 *     book is declared invalid before the snapshot takes its place
 * @param maxCrossedMicros how long a price may cross the touch before the book is invalid,
 *     microseconds of event time
 * @param levels price levels shown a side, 0 or more
 * @param costAmounts amounts of the base currency whose cost is shown, positive
 * @param wallFactor a level is a wall from this multiple of its side's median level on, at least 1
 * @param onTouchChange whether a row is also written after each millisecond that changed the touch
 * @param frameCheckLevels best levels compared with {@code order_book} frames, 1 to 100
 */
public record BookSettings(
    int maxOrders,
    double minAgreement,
    long maxCrossedMicros,
    int levels,
    List<BigDecimal> costAmounts,
    int wallFactor,
    boolean onTouchChange,
    int frameCheckLevels)
    implements Serializable {

  /** Checks the ranges. */
  public BookSettings {
    costAmounts = List.copyOf(costAmounts);
    check(maxOrders >= 1, "maxOrders", maxOrders);
    check(minAgreement >= 0 && minAgreement <= 1, "minAgreement", minAgreement);
    check(maxCrossedMicros >= 0, "maxCrossedMicros", maxCrossedMicros);
    check(levels >= 0, "levels", levels);
    check(costAmounts.stream().allMatch(a -> a.signum() > 0), "costAmounts", costAmounts);
    check(wallFactor >= 1, "wallFactor", wallFactor);
    check(frameCheckLevels >= 1 && frameCheckLevels <= 100, "frameCheckLevels", frameCheckLevels);
  }

  /**
   * 100,000 orders, agreement of 99.9 %, one second crossed, 10 levels, cost of 1 and 10, walls of
   * 50 medians.
   */
  public static BookSettings defaults() {
    return new BookSettings(
        100_000, 0.999, 1_000_000, 10, List.of(BigDecimal.ONE, BigDecimal.TEN), 50, false, 10);
  }

  /** The same with a row on each change of the touch, or without. */
  public BookSettings withTouchRows(boolean wanted) {
    return new BookSettings(
        maxOrders,
        minAgreement,
        maxCrossedMicros,
        levels,
        costAmounts,
        wallFactor,
        wanted,
        frameCheckLevels);
  }

  private static void check(boolean valid, String name, Object value) {
    if (!valid) {
      throw new IllegalArgumentException(name + " is out of range: " + value);
    }
  }
}
