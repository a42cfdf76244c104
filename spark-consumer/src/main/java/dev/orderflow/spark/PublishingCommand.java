package dev.orderflow.spark;

import dev.orderflow.spark.job.CandleTableJob;
import dev.orderflow.spark.job.CandlesJob;
import dev.orderflow.spark.job.KafkaOutput;
import dev.orderflow.spark.job.KafkaSource;
import dev.orderflow.spark.job.RowSink;
import dev.orderflow.spark.job.ShownCandles;
import dev.orderflow.spark.job.StreamingJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What the command lines of all publishing jobs have in common: their options, and the way from
 * them to a running query.
 */
abstract class PublishingCommand implements Callable<Integer> {

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

  @Mixin private OutputOptions outputOptions;

  /**
   * A topic that the job publishes to.
   *
   * @param name the topic
   * @param option the option that names it
   * @param compacted whether the newest record of each key is what counts
   */
  record OutputTopic(String name, String option, boolean compacted) {}

  /**
   * What the job is to read and where to write.
   *
   * @param source the source
   * @param markets the markets wanted; all where empty
   * @param losses see {@link LostRecords}
   * @param sink where rows go
   */
  record Wiring(KafkaSource source, Set<String> markets, Map<String, Long> losses, RowSink sink) {}

  /** The jobs to run in one application; the first is the one that progress is told of. */
  abstract List<JobOptions> jobs();

  @Override
  public Integer call() throws InterruptedException {
    KafkaSource source = sourceOptions.source();
    jobs().forEach(JobOptions::check);
    requireSense();
    try (StopSignal stop = StopSignal.install()) {
      queryOptions.logLevel().apply();
      queryOptions.logLevel().quietKafkaClients();
      Optional<Map<String, Integer>> partitions =
          new TopicCheck(source, sourceOptions.topicTimeout(), spec.commandLine().getErr())
              .await(stop);
      partitions.ifPresent(sourceOptions.startingOffsets()::requireCovering);
      String id = "";
      Map<String, Long> losses = new TreeMap<>();
      if (partitions.isPresent() && publishes()) {
        id = prepare(source);
        Checkpoint checkpoint = Checkpoint.at(queryOptions.checkpoint().orElseThrow());
        for (JobOptions job : jobs()) {
          losses.putAll(
              new LostRecords(source)
                  .since(checkpoint.nextOffsets(job.name()), !source.failOnDataLoss()));
        }
      }
      queryOptions.logLevel().restoreKafkaClients();
      // A loss while it runs stops the job whatever was chosen: only a start can mark it.
      run(source.failingOnDataLoss(losses.isEmpty()), losses, id, stop);
    }
    return 0;
  }

  private boolean publishes() {
    return outputOptions.output() == OutputOptions.Output.kafka;
  }

  /** Makes the topics, and makes the checkpoint this job's own. */
  private String prepare(KafkaSource source) throws InterruptedException {
    OutputTopics topics =
        new OutputTopics(source.bootstrapServers(), source.clientSettings(), spec.commandLine());
    Map<String, String> owner = new TreeMap<>();
    owner.put("job", jobs().stream().map(JobOptions::name).collect(Collectors.joining(",")));
    owner.put("cluster", topics.clusterId());
    owner.put("topic", String.join(",", source.topics()));
    for (JobOptions job : jobs()) {
      owner.putAll(job.identity());
      for (Map.Entry<String, OutputTopic> output : job.outputs().entrySet()) {
        topics.create(
            output.getValue().name(), output.getValue().compacted(), output.getValue().option());
        owner.put(output.getKey() + "_topic", output.getValue().name());
      }
    }
    topics.create(outputOptions.rejectedTopic(), false, "--rejected-topic");
    return Checkpoint.at(queryOptions.checkpoint().orElseThrow()).claim(owner);
  }

  private void run(KafkaSource source, Map<String, Long> losses, String id, StopSignal stop)
      throws InterruptedException {
    List<StreamingJob> described = new ArrayList<>();
    for (JobOptions job : jobs()) {
      described.add(job.job(new Wiring(source, markets, losses, sink(output(source, job, id)))));
    }
    List<JobRun.Planned> others = new ArrayList<>();
    for (StreamingJob other : described.subList(1, described.size())) {
      others.add(new JobRun.Planned(other, checkpoint(other.name())));
    }
    if (publishes() && candles().isPresent()) {
      others.addAll(followers(output(source, candles().get(), id)));
    }
    StreamingJob main = described.get(0);
    new JobRun(
            new JobRun.Planned(main, checkpoint(main.name())),
            others,
            queryOptions.trigger(),
            settings(),
            new ProgressLines(
                main, spec.commandLine().getOut(), outputOptions.progressEvery(), System::nanoTime),
            spec.commandLine().getErr())
        .run(stop);
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(SparkDefaults.keyedState(markets));
    if (makesDeltaTable()) {
      settings.putAll(DeltaLake.SETTINGS);
    }
    return settings;
  }

  private boolean makesDeltaTable() {
    return outputOptions.table().isPresent()
        && outputOptions.tableFormat() == OutputOptions.TableFormat.delta;
  }

  private Optional<JobOptions> candles() {
    return jobs().stream().filter(job -> job.name().equals(CandlesJob.NAME)).findFirst();
  }

  /** A checkpoint's queries have transactions of their own. */
  private KafkaOutput output(KafkaSource source, JobOptions job, String id) {
    Map<String, String> topics =
        job.outputs().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().name()));
    topics.put(OutputOptions.REJECTED, outputOptions.rejectedTopic());
    return new KafkaOutput(
        source.bootstrapServers(), topics, source.clientSettings(), id + '-' + job.name());
  }

  private RowSink sink(KafkaOutput output) {
    if (!publishes()) {
      return new RowSink.Shown(
          CandlesJob.CANDLES, shown(outputOptions.showEvery().orElse(SHOW_EVERY)));
    }
    return outputOptions.delivery() == OutputOptions.Delivery.exactly_once
        ? new RowSink.ExactlyOnce(output)
        : new RowSink.AtLeastOnce(output);
  }

  private List<JobRun.Planned> followers(KafkaOutput output) {
    Map<String, JobRun.Planned> followers = new LinkedHashMap<>();
    outputOptions
        .showEvery()
        .ifPresent(
            every ->
                followers.put(
                    "shown",
                    new JobRun.Planned(
                        new ShownCandles.Job(published(output), shown(every)), Optional.empty())));
    outputOptions
        .table()
        .ifPresent(
            directory -> {
              StreamingJob table =
                  new CandleTableJob(
                      published(output), directory, outputOptions.tableFormat().name());
              followers.put("table", new JobRun.Planned(table, checkpoint(table.name())));
            });
    return List.copyOf(followers.values());
  }

  private ShownCandles shown(Duration every) {
    return new ShownCandles(spec.commandLine().getOut(), every, System::nanoTime);
  }

  /** Reads only what is committed, and from the beginning, so that old rows are known too. */
  private KafkaSource published(KafkaOutput output) {
    Map<String, String> settings = new HashMap<>(output.clientSettings());
    settings.put("isolation.level", "read_committed");
    return new KafkaSource(
        output.bootstrapServers(),
        List.of(output.topics().get(CandlesJob.CANDLES)),
        "earliest",
        sourceOptions.source().maxOffsetsPerTrigger(),
        // A compacted topic loses old revisions by design.
        false,
        settings);
  }

  private Optional<String> checkpoint(String query) {
    return queryOptions.checkpoint().map(directory -> directory + "/" + query);
  }

  private void requireSense() {
    for (String market : markets) {
      if (market.isBlank() || !market.equals(market.toLowerCase(Locale.ROOT))) {
        throw new UsageException("--markets: '" + market + "' is not a market such as btcusd");
      }
    }
    if (publishes() && queryOptions.checkpoint().isEmpty()) {
      throw new UsageException(
          "--checkpoint is missing: without it a restart would publish everything again"
              + (candles().isPresent() ? " (--output console needs none)" : ""));
    }
    if (makesDeltaTable()) {
      DeltaLake.require();
    }
    if (!publishes() && outputOptions.table().isPresent()) {
      throw new UsageException("--table needs --output kafka, because it is made of the topic");
    }
    if (!publishes() && jobs().size() > 1) {
      throw new UsageException("--output console is for the candles job alone");
    }
    if (candles().isEmpty()
        && (!publishes()
            || outputOptions.table().isPresent()
            || outputOptions.showEvery().isPresent())) {
      throw new UsageException(
          "--output console, --table and --show-every are for candles; read the topics instead");
    }
  }
}
