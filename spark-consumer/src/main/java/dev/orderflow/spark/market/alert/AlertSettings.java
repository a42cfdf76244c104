package dev.orderflow.spark.market.alert;

import java.io.Serializable;

/**
 * From when on something is worth an alert. Thresholds are relative to what the market itself did
 * lately, so that the defaults suit every market.
 *
 * @param nearBasisPoints how near to the touch a large order must be placed, hundredths of a
 *     percent of the mid
 * @param largeFactor a created order is large from this multiple of the recent median on
 * @param orderWindow created orders that the median is taken of, 10 to 100,000
 * @param secondWindow seconds that percentiles of spread and imbalance are taken of, 10 to 100,000
 * @param percentile beyond which share of recent seconds a spread or imbalance is alerted, above 0
 *     and below 1
 * @param minSamples samples without which nothing relative is alerted, at least 10
 * @param wallShare what share of a wall must be gone within a second, above 0 and at most 1
 * @param frameWindow book frames over which their agreement is judged, 1 to 10,000
 * @param minEqualFrames share of those frames that must agree wholly, 0 to 1
 */
public record AlertSettings(
    int nearBasisPoints,
    double largeFactor,
    int orderWindow,
    int secondWindow,
    double percentile,
    int minSamples,
    double wallShare,
    int frameWindow,
    double minEqualFrames)
    implements Serializable {

  /** Checks the ranges. */
  public AlertSettings {
    check(nearBasisPoints >= 0, "nearBasisPoints", nearBasisPoints);
    check(largeFactor >= 1, "largeFactor", largeFactor);
    check(orderWindow >= 10 && orderWindow <= 100_000, "orderWindow", orderWindow);
    check(secondWindow >= 10 && secondWindow <= 100_000, "secondWindow", secondWindow);
    check(percentile > 0 && percentile < 1, "percentile", percentile);
    check(minSamples >= 10, "minSamples", minSamples);
    check(wallShare > 0 && wallShare <= 1, "wallShare", wallShare);
    check(frameWindow >= 1 && frameWindow <= 10_000, "frameWindow", frameWindow);
    check(minEqualFrames >= 0 && minEqualFrames <= 1, "minEqualFrames", minEqualFrames);
  }

  /**
   * 25 basis points, 200 times the median of 500 orders, the 99.9th percentile of 1,800 seconds,
   * 120 samples at least, half of a wall, 80 % of 100 frames.
   */
  public static AlertSettings defaults() {
    return new AlertSettings(25, 200, 500, 1_800, 0.999, 120, 0.5, 100, 0.8);
  }

  private static void check(boolean valid, String name, Object value) {
    if (!valid) {
      throw new IllegalArgumentException(name + " is out of range: " + value);
    }
  }
}
