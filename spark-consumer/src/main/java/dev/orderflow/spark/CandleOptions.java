package dev.orderflow.spark;

import dev.orderflow.spark.job.CandlesJob;
import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.candle.CandleSettings;
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
      converter = IntervalConverter.class,
      description = "Lengths of the candles: any that divide a day, such as 90s, 15m or 4h.")
  private List<Interval> intervals;

  @Option(
      names = "--grace",
      paramLabel = "DURATION",
      defaultValue = "10m",
      converter = DurationConverter.class,
      description =
          "How long after its end, in market time, a candle takes late and repaired trades; then it"
              + " is final. Memory grows with it.")
  private Duration grace;

  @Option(
      names = "--update-every",
      paramLabel = "DURATION",
      defaultValue = "1s",
      converter = DurationConverter.class,
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
  public Map<String, PublishingCommand.OutputTopic> outputs() {
    return Map.of(
        CandlesJob.CANDLES,
        new PublishingCommand.OutputTopic(candlesTopic, "--candles-topic", true));
  }

  @Override
  public Map<String, String> identity() {
    return Map.of("intervals", settings().intervals().toString());
  }

  @Override
  public String name() {
    return CandlesJob.NAME;
  }

  @Override
  public CandlesJob job(PublishingCommand.Wiring wiring) {
    return new CandlesJob(
        wiring.source(), wiring.markets(), wiring.losses(), settings(), wiring.sink());
  }

  @Override
  public void check() {
    if (micros(updateEvery) < CandleSettings.TIME_STEP) {
      throw new UsageException(
          "--update-every is less than 100ms: " + updateEvery.toMillis() + "ms");
    }
  }

  private CandleSettings settings() {
    return new CandleSettings(intervals, micros(grace), micros(updateEvery), empty);
  }

  private static long micros(Duration duration) {
    return duration.toMillis() * 1_000;
  }
}
