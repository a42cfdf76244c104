package dev.orderflow.spark;

import dev.orderflow.spark.job.CandleComputation;
import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.candle.CandleSettings;
import dev.orderflow.spark.run.OutputTopic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options of the candles. */
final class CandleOptions implements JobOptions {

  @Option(
      names = "--intervals",
      paramLabel = "INTERVAL",
      split = ",",
      defaultValue = "1s,1m,5m,15m,1h,1d",
      description = "Lengths of the candles: any that divide a day, such as 90s, 15m or 4h.")
  private List<Interval> intervals;

  @Option(
      names = "--grace",
      paramLabel = "DURATION",
      defaultValue = "10m",
      description =
          "How long after its end, in market time, a candle takes late and repaired trades; then it"
              + " is final. Memory grows with it.")
  private Duration grace;

  @Option(
      names = "--update-every",
      paramLabel = "DURATION",
      defaultValue = "1s",
      description = "Least market time between two revisions of a candle that changes.")
  private Duration updateEvery;

  @Option(
      names = "--empty-intervals",
      paramLabel = "none|flat",
      defaultValue = "none",
      description =
          "none publishes nothing for an interval without trades; flat a candle at the last close.")
  private CandleSettings.Empty empty;

  @Option(
      names = "--candles-topic",
      paramLabel = "NAME",
      defaultValue = "orderflow.candles",
      description = "Topic of the candles; created, compacted, where it does not exist.")
  private String candlesTopic;

  @Override
  public CandleComputation computation() {
    return new CandleComputation(
        new CandleSettings(intervals, micros(grace), micros(updateEvery), empty));
  }

  @Override
  public Map<String, OutputTopic> topics() {
    return Map.of(
        CandleComputation.CANDLES, new OutputTopic(candlesTopic, "--candles-topic", true));
  }

  @Override
  public Map<String, String> identity() {
    return Map.of("intervals", computation().settings().intervals().toString());
  }

  @Override
  public void check() {
    JobOptions.require(
        micros(updateEvery) >= CandleSettings.LEAST_UPDATE,
        "--update-every is less than 100ms: " + updateEvery.toMillis() + "ms");
  }

  private static long micros(Duration duration) {
    return duration.toMillis() * 1_000;
  }
}
