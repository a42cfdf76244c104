package dev.orderflow.spark;

import dev.orderflow.spark.job.CandleTableJob;
import dev.orderflow.spark.job.CandlesJob;
import dev.orderflow.spark.job.KafkaOutput;
import dev.orderflow.spark.job.KafkaSource;
import dev.orderflow.spark.job.RowSink;
import dev.orderflow.spark.job.ShownCandles;
import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.candle.CandleSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code candles} job's command line. */
@Command(
    name = "candles",
    description = "Publishes candles that say whether they are complete.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class CandlesCommand implements Callable<Integer> {

  /** With --output console and no --show-every. */
  private static final Duration SHOW_EVERY = Duration.ofSeconds(5);

  @Spec private CommandSpec spec;

  @Mixin private SourceOptions sourceOptions;

  @Mixin private QueryOptions queryOptions;

  @Option(
      names = "--markets",
      paramLabel = "MARKET",
      split = ",",
      showDefaultValue = Visibility.NEVER,
      description = "Markets wanted, such as btcusd,ethusd; all of the topic without it.")
  private Set<String> markets = new TreeSet<>();

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

  @Mixin private OutputOptions outputOptions;

  @Override
  public Integer call() throws InterruptedException {
    KafkaSource source = sourceOptions.source();
    CandleSettings settings = settings();
    boolean publishes = outputOptions.output() == OutputOptions.Output.kafka;
    requireSense(publishes);
    try (StopSignal stop = StopSignal.install()) {
      queryOptions.logLevel().apply();
      queryOptions.logLevel().quietKafkaClients();
      Optional<Map<String, Integer>> partitions =
          new TopicCheck(source, sourceOptions.topicTimeout(), spec.commandLine().getErr())
              .await(stop);
      partitions.ifPresent(sourceOptions.startingOffsets()::requireCovering);
      String identity = "";
      Map<String, Long> losses = Map.of();
      if (partitions.isPresent() && publishes) {
        identity = prepare(source, settings);
        losses =
            new LostRecords(source)
                .since(
                    Checkpoint.at(queryOptions.checkpoint().orElseThrow())
                        .nextOffsets(CandlesJob.NAME),
                    !source.failOnDataLoss());
      }
      queryOptions.logLevel().restoreKafkaClients();
      // A loss while it runs stops the job whatever was chosen: only a start can mark it.
      run(source.failingOnDataLoss(losses.isEmpty()), losses, settings, identity, stop);
    }
    return 0;
  }

  /** Makes the topics, and makes the checkpoint this job's own. */
  private String prepare(KafkaSource source, CandleSettings settings) throws InterruptedException {
    OutputTopics topics =
        new OutputTopics(source.bootstrapServers(), source.clientSettings(), spec.commandLine());
    String cluster = topics.clusterId();
    topics.create(candlesTopic, true, "--candles-topic");
    topics.create(outputOptions.rejectedTopic(), false, "--rejected-topic");
    return Checkpoint.at(queryOptions.checkpoint().orElseThrow())
        .claim(
            Map.of(
                "job",
                CandlesJob.NAME,
                "cluster",
                cluster,
                "topic",
                String.join(",", source.topics()),
                "intervals",
                settings.intervals().toString(),
                "candles_topic",
                candlesTopic));
  }

  private void run(
      KafkaSource source,
      Map<String, Long> losses,
      CandleSettings settings,
      String identity,
      StopSignal stop)
      throws InterruptedException {
    boolean publishes = outputOptions.output() == OutputOptions.Output.kafka;
    KafkaOutput output =
        new KafkaOutput(
            source.bootstrapServers(),
            Map.of(
                CandlesJob.OUTPUTS.get(0),
                candlesTopic,
                CandlesJob.OUTPUTS.get(1),
                outputOptions.rejectedTopic()),
            source.clientSettings(),
            identity);
    CandlesJob job = new CandlesJob(source, markets, losses, settings, sink(output, publishes));
    List<JobRun.Planned> followers = new ArrayList<>();
    if (publishes) {
      outputOptions.showEvery().ifPresent(every -> followers.add(shown(output, every)));
      outputOptions.table().ifPresent(directory -> followers.add(table(output, directory)));
    }
    ProgressLines lines =
        new ProgressLines(
            job, spec.commandLine().getOut(), outputOptions.progressEvery(), System::nanoTime);
    new JobRun(
            new JobRun.Planned(job, checkpoint(CandlesJob.NAME)),
            followers,
            queryOptions.trigger(),
            SparkDefaults.KEYED_STATE,
            lines,
            spec.commandLine().getErr())
        .run(stop);
  }

  private RowSink sink(KafkaOutput output, boolean publishes) {
    if (!publishes) {
      return new RowSink.Shown(
          new ShownCandles(
              spec.commandLine().getOut(),
              outputOptions.showEvery().orElse(SHOW_EVERY),
              System::nanoTime));
    }
    return outputOptions.delivery() == OutputOptions.Delivery.exactly_once
        ? new RowSink.ExactlyOnce(output)
        : new RowSink.AtLeastOnce(output);
  }

  /** Reads only what is committed, and from the beginning, so that old candles are known too. */
  private KafkaSource published(KafkaOutput output) {
    Map<String, String> settings = new HashMap<>(output.clientSettings());
    settings.put("isolation.level", "read_committed");
    return new KafkaSource(
        output.bootstrapServers(),
        List.of(candlesTopic),
        "earliest",
        sourceOptions.source().maxOffsetsPerTrigger(),
        // A compacted topic loses old revisions by design.
        false,
        settings);
  }

  private JobRun.Planned shown(KafkaOutput output, Duration every) {
    return new JobRun.Planned(
        new ShownCandles.Job(
            published(output),
            new ShownCandles(spec.commandLine().getOut(), every, System::nanoTime)),
        Optional.empty());
  }

  private JobRun.Planned table(KafkaOutput output, String directory) {
    return new JobRun.Planned(
        new CandleTableJob(published(output), directory, outputOptions.tableFormat()),
        checkpoint(CandleTableJob.NAME));
  }

  private Optional<String> checkpoint(String query) {
    return queryOptions.checkpoint().map(directory -> directory + "/" + query);
  }

  private CandleSettings settings() {
    if (updateEvery.toMillis() * 1_000 < CandleSettings.TIME_STEP) {
      throw new UsageException(
          "--update-every is less than 100ms: " + updateEvery.toMillis() + "ms");
    }
    return new CandleSettings(
        intervals, grace.toMillis() * 1_000, updateEvery.toMillis() * 1_000, empty);
  }

  private void requireSense(boolean publishes) {
    for (String market : markets) {
      if (market.isBlank() || !market.equals(market.toLowerCase(Locale.ROOT))) {
        throw new UsageException("--markets: '" + market + "' is not a market such as btcusd");
      }
    }
    if (publishes && queryOptions.checkpoint().isEmpty()) {
      throw new UsageException(
          "--checkpoint is missing: without it a restart would publish everything again"
              + " (--output console needs none)");
    }
    if (!publishes && outputOptions.table().isPresent()) {
      throw new UsageException("--table needs --output kafka, because it is made of the topic");
    }
  }
}
