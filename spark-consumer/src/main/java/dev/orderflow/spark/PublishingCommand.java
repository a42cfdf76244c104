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
import dev.orderflow.spark.kafka.TopicSelection;
import dev.orderflow.spark.run.Checkpoint;
import dev.orderflow.spark.run.ClusterAdmin;
import dev.orderflow.spark.run.DeltaLake;
import dev.orderflow.spark.run.JobRun;
import dev.orderflow.spark.run.OutputTopic;
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
import org.apache.kafka.common.TopicPartition;
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

  /** Everything that may refuse the start comes before anything is made. */
  @Override
  JobRun prepare(KafkaSource source, Map<String, Integer> topics, ClusterAdmin admin)
      throws InterruptedException {
    admin.sourceTopics().requireComputable(topics.keySet());
    admin.sourceTopics().requireReadable(topics);
    if (topics.isEmpty() || !outputOptions.publishes()) {
      return run(source, topics.keySet(), "", Map.of(), Map.of());
    }
    Checkpoint checkpoint = checkpoint().orElseThrow();
    Map<String, String> owner = owner(admin.clusterId());
    checkpoint.requireOwner(owner);
    Map<String, Map<TopicPartition, Long>> found = new HashMap<>();
    for (JobOptions job : jobs()) {
      Map<TopicPartition, Long> next = checkpoint.nextOffsets(job.name());
      checkpoint.requireTopics(next, topics.keySet());
      Map<TopicPartition, Long> from =
          next.isEmpty() ? sourceOptions.startingOffsets.positions() : next;
      found.put(
          job.name(), admin.sourceTopics().lostRecords(from, topics, !source.failOnDataLoss()));
    }
    admin.create(outputTopics());
    String id = checkpoint.claim(owner);
    return run(source, topics.keySet(), id, found, known(checkpoint, found));
  }

  /** Those found now beside those of earlier starts, kept before anything is read past them. */
  private static Map<String, Map<String, Long>> known(
      Checkpoint checkpoint, Map<String, Map<TopicPartition, Long>> found) {
    Map<String, Map<String, Long>> known = new TreeMap<>(checkpoint.losses());
    found.forEach(
        (job, losses) -> {
          Map<String, Long> all = new TreeMap<>(known.getOrDefault(job, Map.of()));
          losses.forEach((partition, first) -> all.put(partition.toString(), first));
          known.put(job, all);
        });
    if (found.values().stream().anyMatch(losses -> !losses.isEmpty())) {
      checkpoint.keepLosses(known);
    }
    return known;
  }

  private Optional<Checkpoint> checkpoint() {
    return queryOptions.checkpoint().map(Checkpoint::at);
  }

  /** Whose the checkpoint is to be. */
  private Map<String, String> owner(String cluster) {
    Map<String, String> owner = new TreeMap<>();
    owner.put("job", jobs().stream().map(JobOptions::name).collect(Collectors.joining(",")));
    owner.put("cluster", cluster);
    for (JobOptions job : jobs()) {
      owner.putAll(job.identity());
      job.topics().forEach((output, topic) -> owner.put(output + "_topic", topic.name()));
    }
    return owner;
  }

  private List<OutputTopic> outputTopics() {
    List<OutputTopic> topics = new ArrayList<>();
    jobs().forEach(job -> topics.addAll(job.topics().values()));
    topics.add(new OutputTopic(outputOptions.rejectedTopic, "--rejected-topic", false));
    topics.add(new OutputTopic(outputOptions.completenessTopic, "--completeness-topic", true));
    return topics;
  }

  private JobRun run(
      KafkaSource source,
      Set<String> topics,
      String id,
      Map<String, Map<TopicPartition, Long>> found,
      Map<String, Map<String, Long>> known) {
    List<JobRun.Planned> planned = new ArrayList<>();
    for (JobOptions job : jobs()) {
      planned.add(
          planned(
              source,
              job,
              id,
              found.getOrDefault(job.name(), Map.of()),
              known.getOrDefault(job.name(), Map.of())));
    }
    Set<String> used = new TreeSet<>(topics);
    if (outputOptions.publishes()) {
      candles().ifPresent(candles -> planned.addAll(followers(output(source, candles, id))));
      outputTopics().forEach(topic -> used.add(topic.name()));
    }
    return new JobRun(
        planned,
        new JobRun.UsedTopics(source.cluster(), used, Optional.of(source.topics())),
        queryOptions.trigger,
        sparkSettings(),
        new ProgressLines(
            planned.get(0).job(), out(), outputOptions.progressEvery, System::nanoTime),
        err());
  }

  /** A loss while it runs stops the job whatever was chosen: only a start can mark it. */
  private JobRun.Planned planned(
      KafkaSource source,
      JobOptions job,
      String id,
      Map<TopicPartition, Long> found,
      Map<String, Long> known) {
    StatefulJob strict =
        new StatefulJob(
            source.failingOnDataLoss(true),
            markets,
            known,
            job.computation(),
            tellsRefused(job),
            sink(output(source, job, id)));
    StatefulJob overlooking =
        new StatefulJob(
            source.failingOnDataLoss(false),
            markets,
            known,
            strict.computation(),
            strict.publishesRefused(),
            strict.sink());
    return new JobRun.Planned(
        strict,
        place(strict),
        found.isEmpty()
            ? Optional.empty()
            : Optional.of(new JobRun.PastLoss(overlooking, () -> passed(job, found))));
  }

  /** What several jobs refuse is told once, by the last one, which reads what the others do. */
  private boolean tellsRefused(JobOptions job) {
    List<JobOptions> all = jobs();
    return job.name().equals(all.get(all.size() - 1).name());
  }

  private boolean passed(JobOptions job, Map<TopicPartition, Long> losses) {
    Map<TopicPartition, Long> next = checkpoint().orElseThrow().nextOffsets(job.name());
    return losses.entrySet().stream()
        .allMatch(loss -> next.getOrDefault(loss.getKey(), 0L) >= loss.getValue());
  }

  private Optional<String> place(StreamingJob job) {
    return queryOptions.checkpoint().map(directory -> directory + "/" + job.name());
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
    topics.put(MarketComputation.COMPLETENESS, outputOptions.completenessTopic);
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
        every -> {
          ShownCandles.Job job = new ShownCandles.Job(published(output), shown(every));
          followers.add(new JobRun.Planned(job, Optional.empty()));
        });
    outputOptions
        .table()
        .ifPresent(
            directory -> {
              CandleTableJob job =
                  new CandleTableJob(
                      published(output), directory, outputOptions.tableFormat.name());
              followers.add(new JobRun.Planned(job, place(job)));
            });
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
        new TopicSelection.Named(List.of(output.topics().get(CandleComputation.CANDLES))),
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
