package dev.orderflow.spark;

import static dev.orderflow.spark.JobOptions.require;

import dev.orderflow.spark.market.alert.AlertSettings;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Options of when the jobs that rebuild the order book alert. */
final class AlertOptions {

  @Option(
      names = "--alert-large-order",
      paramLabel = "FACTOR",
      defaultValue = "200",
      description =
          "A created order is large from so many medians of the market's last 500 created orders"
              + " on.")
  private double largeFactor;

  @Option(
      names = "--alert-near",
      paramLabel = "BPS",
      defaultValue = "25",
      description =
          "How near to the best price of its side a large order must be, hundredths of a percent.")
  private int nearBasisPoints;

  @Option(
      names = "--wall-factor",
      paramLabel = "FACTOR",
      defaultValue = "50",
      converter = Converters.AtLeastOne.class,
      description = "A level is a wall from so many medians of its side's levels on.")
  int wallFactor;

  @Option(
      names = "--alert-wall-share",
      paramLabel = "SHARE",
      defaultValue = "0.5",
      description = "Which share of a wall must be gone within a second, above 0 and at most 1.")
  private double wallShare;

  @Option(
      names = "--alert-percentile",
      paramLabel = "SHARE",
      defaultValue = "0.999",
      description =
          "Beyond which share, between 0 and 1, of the market's last 1,800 seconds a spread or"
              + " imbalance is alerted.")
  private double percentile;

  @Option(
      names = "--alert-min-equal-frames",
      paramLabel = "SHARE",
      defaultValue = "0.8",
      description = "Which share of the last 100 book frames, 0 to 1, must agree with the book.")
  private double minEqualFrames;

  @Option(
      names = "--max-crossed",
      paramLabel = "DURATION",
      defaultValue = "1s",
      description = "How long, in market time, prices may cross before the book is not valid.")
  Duration maxCrossed;

  void check() {
    require(largeFactor >= 1, "--alert-large-order is below 1: " + largeFactor);
    require(nearBasisPoints >= 0, "--alert-near is negative: " + nearBasisPoints);
    require(
        wallShare > 0 && wallShare <= 1,
        "--alert-wall-share is not above 0 and at most 1: " + wallShare);
    require(
        percentile > 0 && percentile < 1,
        "--alert-percentile is not between 0 and 1: " + percentile);
    require(
        minEqualFrames >= 0 && minEqualFrames <= 1,
        "--alert-min-equal-frames is not between 0 and 1: " + minEqualFrames);
  }

  AlertSettings settings() {
    AlertSettings usual = AlertSettings.defaults();
    return new AlertSettings(
        nearBasisPoints,
        largeFactor,
        usual.orderWindow(),
        usual.secondWindow(),
        percentile,
        usual.minSamples(),
        wallShare,
        usual.frameWindow(),
        minEqualFrames);
  }
}
