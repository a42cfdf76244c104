package dev.orderflow.spark;

import static dev.orderflow.spark.JobOptions.require;

import dev.orderflow.spark.job.CandleComputation;
import dev.orderflow.spark.job.CandleTableJob;
import dev.orderflow.spark.job.MarketComputation;
import dev.orderflow.spark.job.RowSink;
import dev.orderflow.spark.job.ShownCandles;
import dev.orderflow.spark.job.StatefulJob;
import dev.orderflow.spark.job.StreamingJob;
import dev.orderflow.spark.kafka.KafkaCluster;
import dev.orderflow.spark.kafka.KafkaOutput;
import dev.orderflow.spark.kafka.KafkaSource;
import dev.orderflow.spark.run.Checkpoint;
import dev.orderflow.spark.run.ClusterAdmin;
import dev.orderflow.spark.run.DeltaLake;
import dev.orderflow.spark.run.JobRun;
import dev.orderflow.spark.run.ProgressLines;
import dev.orderflow.spark.run.SparkDefaults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the command lines of all jobs that publish what they compute have in common. */
abstract class PublishingCommand extends JobCommand {

  /** With --output console and no --show-every. */
  private static final Duration SHOW_EVERY = Duration.ofSeconds(5);

  @Option(
      names = "--markets",
      paramLabel = "MARKET",
      split = ",",
      showDefaultValue = Visibility.NEVER,
      description = "Markets wanted, such as btcusd,ethusd; all of the topic without it.")
  private Set<String> markets = new TreeSet<>();

  @Mixin private OutputOptions outputOptions;

  /** The jobs to run in one application; the first is the one that progress is told of. */
  abstract List<JobOptions> jobs();

  @Override
  JobRun prepare(KafkaSource source, boolean found) throws InterruptedException {
    String id = "";
    Map<String, Long> losses = new TreeMap<>();
    if (found && outputOptions.publishes()) {
      Checkpoint checkpoint = Checkpoint.at(queryOptions.checkpoint().orElseThrow());
      try (ClusterAdmin admin = new ClusterAdmin(source.cluster(), err())) {
        id = checkpoint.claim(ownerWithTopics(source, admin));
        for (JobOptions job : jobs()) {
          losses.putAll(
              admin.lostRecords(checkpoint.nextOffsets(job.name()), !source.failOnDataLoss()));
        }
      }
    }
    // A loss while it runs stops the job whatever was chosen: only a start can mark it.
    return run(source.failingOnDataLoss(losses.isEmpty()), losses, id);
  }

  /** Makes the topics, and says whose the checkpoint is to be. */
  private Map<String, String> ownerWithTopics(KafkaSource source, ClusterAdmin admin)
      throws InterruptedException {
    Map<String, String> owner = new TreeMap<>();
    owner.put("job", jobs().stream().map(JobOptions::name).collect(Collectors.joining(",")));
    owner.put("cluster", admin.clusterId());
    owner.put("topic", String.join(",", source.topics()));
    for (JobOptions job : jobs()) {
      owner.putAll(job.identity());
      for (Map.Entry<String, JobOptions.OutputTopic> output : job.topics().entrySet()) {
        JobOptions.OutputTopic topic = output.getValue();
        admin.create(topic.name(), topic.compacted(), topic.option());
        owner.put(output.getKey() + "_topic", topic.name());
      }
    }
    admin.create(outputOptions.rejectedTopic, false, "--rejected-topic");
    return owner;
  }

  private JobRun run(KafkaSource source, Map<String, Long> losses, String id) {
    List<JobRun.Planned> planned = new ArrayList<>();
    for (JobOptions job : jobs()) {
      RowSink sink = sink(output(source, job, id));
      planned.add(keepingPlace(new StatefulJob(source, markets, losses, job.computation(), sink)));
    }
    if (outputOptions.publishes()) {
      candles().ifPresent(candles -> planned.addAll(followers(output(source, candles, id))));
    }
    JobRun.Planned main = planned.get(0);
    return new JobRun(
        main,
        planned.subList(1, planned.size()),
        queryOptions.trigger,
        sparkSettings(),
        new ProgressLines(main.job(), out(), outputOptions.progressEvery, System::nanoTime),
        err());
  }

  private JobRun.Planned keepingPlace(StreamingJob job) {
    return new JobRun.Planned(
        job, queryOptions.checkpoint().map(directory -> directory + "/" + job.name()));
  }

  private Map<String, String> sparkSettings() {
    Map<String, String> settings = new HashMap<>(SparkDefaults.keyedState(markets));
    if (outputOptions.makesDeltaTable()) {
      settings.putAll(DeltaLake.SETTINGS);
    }
    return settings;
  }

  private Optional<JobOptions> candles() {
    return jobs().stream().filter(job -> job.name().equals(CandleComputation.CANDLES)).findFirst();
  }

  /** A checkpoint's queries have transactions of their own. */
  private KafkaOutput output(KafkaSource source, JobOptions job, String id) {
    Map<String, String> topics = new TreeMap<>();
    job.topics().forEach((output, topic) -> topics.put(output, topic.name()));
    topics.put(MarketComputation.REJECTED, outputOptions.rejectedTopic);
    return new KafkaOutput(source.cluster(), topics, id + '-' + job.name());
  }

  private RowSink sink(KafkaOutput output) {
    if (!outputOptions.publishes()) {
      return new RowSink.Shown(
          CandleComputation.CANDLES, shown(outputOptions.showEvery.orElse(SHOW_EVERY)));
    }
    return outputOptions.delivery == OutputOptions.Delivery.exactly_once
        ? new RowSink.ExactlyOnce(output)
        : new RowSink.AtLeastOnce(output);
  }

  /** The queries that read what the candles job publishes. */
  private List<JobRun.Planned> followers(KafkaOutput output) {
    List<JobRun.Planned> followers = new ArrayList<>();
    outputOptions.showEvery.ifPresent(
        every ->
            followers.add(
                new JobRun.Planned(
                    new ShownCandles.Job(published(output), shown(every)), Optional.empty())));
    outputOptions
        .table()
        .ifPresent(
            directory ->
                followers.add(
                    keepingPlace(
                        new CandleTableJob(
                            published(output), directory, outputOptions.tableFormat.name()))));
    return followers;
  }

  private ShownCandles shown(Duration every) {
    return new ShownCandles(out(), every, System::nanoTime);
  }

  /** Reads only what is committed, and from the beginning, so that old rows are known too. */
  private KafkaSource published(KafkaOutput output) {
    Map<String, String> settings = new HashMap<>(output.cluster().clientSettings());
    settings.put("isolation.level", "read_committed");
    return new KafkaSource(
        new KafkaCluster(output.cluster().bootstrapServers(), settings),
        List.of(output.topics().get(CandleComputation.CANDLES)),
        "earliest",
        sourceOptions.source().maxOffsetsPerTrigger(),
        // A compacted topic loses old revisions by design.
        false);
  }

  @Override
  void check() {
    jobs().forEach(JobOptions::check);
    for (String market : markets) {
      require(
          !market.isBlank() && market.equals(market.toLowerCase(Locale.ROOT)),
          "--markets: '" + market + "' is not a market such as btcusd");
    }
    boolean publishes = outputOptions.publishes();
    boolean candles = candles().isPresent();
    require(
        !publishes || queryOptions.checkpoint().isPresent(),
        "--checkpoint is missing: without it a restart would publish everything again"
            + (candles ? " (--output console needs none)" : ""));
    if (outputOptions.makesDeltaTable()) {
      DeltaLake.require();
    }
    require(
        publishes || outputOptions.table().isEmpty(),
        "--table needs --output kafka, because it is made of the topic");
    require(publishes || jobs().size() == 1, "--output console is for the candles job alone");
    require(
        candles
            || publishes && outputOptions.table().isEmpty() && outputOptions.showEvery.isEmpty(),
        "--output console, --table and --show-every are for candles; read the topics instead");
  }
}
