package dev.orderflow.spark.run;

import dev.orderflow.spark.job.StreamingJob;
import dev.orderflow.spark.kafka.KafkaCluster;
import dev.orderflow.spark.kafka.TopicSelection;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;

/**
 * A run from start to end: one main query and those that follow it, until one ends or fails or a
 * stop is asked for.
 *
 * <p>Everything here happens on the thread that calls {@link #run}; Spark's threads run the queries
 * and report to {@link ProgressLines}.
 */
public final class JobRun {

  /** How long a running batch may take to finish after the request to stop. */
  private static final Duration BATCH_END = Duration.ofSeconds(10);

  /** How long Spark's listener thread may take to report what has already happened. */
  private static final Duration REPORT = Duration.ofSeconds(5);

  /**
   * How long a batch may take to find out whether there is data; longer means that Kafka does not
   * answer, and then there is no batch to wait for.
   */
  private static final Duration LOOK_FOR_DATA = Duration.ofSeconds(1);

  /** Short, so that the batch after the awaited one is caught before it does anything. */
  private static final long LOOK_EVERY_MS = 2;

  /** How often to look whether a query has ended or passed something. */
  private static final Duration LOOK = Duration.ofMillis(100);

  /** How often to look at the settings of the topics to read; Kafka compacts every 15 s. */
  private static final Duration LOOK_AT_TOPICS = Duration.ofSeconds(10);

  private final List<Planned> queries;
  private final UsedTopics topics;
  private final Trigger trigger;
  private final Map<String, String> sparkDefaults;
  private final ProgressLines lines;
  private final PrintWriter log;
  private final List<StreamingQuery> started = new ArrayList<>();

  /**
   * A run that has not begun.
   *
   * @param queries the query that progress is told of, then the others of the run, such as those
   *     that read what it writes
   * @param topics what they read and write
   * @param trigger when batches start
   * @param sparkDefaults Spark settings for where the user chose none
   * @param lines where progress is told
   * @param log where trouble is told
   */
  public JobRun(
      List<Planned> queries,
      UsedTopics topics,
      Trigger trigger,
      Map<String, String> sparkDefaults,
      ProgressLines lines,
      PrintWriter log) {
    this.queries = List.copyOf(queries);
    this.topics = topics;
    this.trigger = trigger;
    this.sparkDefaults = Map.copyOf(sparkDefaults);
    this.lines = lines;
    this.log = log;
  }

  /**
   * A query to be.
   *
   * @param job what it does
   * @param checkpoint where it keeps its place, empty for a place that ends with the run
   * @param pastLoss how it gets past records that Kafka has deleted; empty where there are none
   */
  public record Planned(
      StreamingJob job, Optional<String> checkpoint, Optional<PastLoss> pastLoss) {

    /** A query that has all of its records before it. */
    public Planned(StreamingJob job, Optional<String> checkpoint) {
      this(job, checkpoint, Optional.empty());
    }
  }

  /**
   * The way past deleted records: Spark goes past them only where it is told to overlook every
   * loss, so a query that does is run until it has passed them and no longer.
   *
   * @param job the same job, which overlooks losses
   * @param passed whether its checkpoint is past them
   */
  public record PastLoss(StreamingJob job, BooleanSupplier passed) {}

  /**
   * The topics that a run reads and writes by name.
   *
   * @param cluster where they are
   * @param names their names
   * @param computedFrom those of them that it computes from, whose settings must stay as they are;
   *     empty where it only shows them
   */
  public record UsedTopics(
      KafkaCluster cluster, Set<String> names, Optional<TopicSelection> computedFrom) {}

  /**
   * Runs the queries to their end and prints the summary.
   *
   * @param stop the request to stop
   * @throws JobFailedException where a query could not start or failed
   * @throws UsageException where a topic became one that nothing can be computed from
   */
  public void run(StopSignal stop) throws InterruptedException {
    if (!stop.isRequested()) {
      SparkConf given = new SparkConf();
      SparkSession.Builder builder =
          SparkSession.builder().appName("orderflow-" + queries.get(0).job().name());
      DefaultMaster.ofThisProcess().toSet().ifPresent(builder::master);
      sparkDefaults.forEach(
          (key, value) -> {
            if (!given.contains(key)) {
              builder.config(key, value);
            }
          });
      SparkSession session = start(builder);
      try (ClusterAdmin admin = new ClusterAdmin(topics.cluster(), log)) {
        run(session, admin.sourceTopics(), stop);
      } catch (UsageException refused) {
        LogLevel.quietStop();
        lines.summary();
        throw refused;
      } finally {
        session.stop();
      }
    }
    lines.summary();
  }

  private void run(SparkSession session, SourceTopics sources, StopSignal stop)
      throws InterruptedException {
    session.streams().addListener(lines.listener(session));
    List<StreamingQuery> running = new ArrayList<>();
    for (Planned query : queries) {
      if (query.pastLoss().isPresent()) {
        runPast(session, query, stop);
      }
      if (stop.isRequested() || failed()) {
        break;
      }
      running.add(start(session, query.job(), query.checkpoint(), trigger));
      if (trigger.equals(Trigger.AvailableNow())) {
        // What is available to the next one may be what this one has written by its end.
        awaitEnd(running.subList(running.size() - 1, running.size()), sources, stop);
      }
    }
    if (!trigger.equals(Trigger.AvailableNow())) {
      awaitEnd(running, sources, stop);
    }
    end(started, REPORT);
  }

  /** Runs a query until it is past the records that Kafka has deleted, and stops it there. */
  private void runPast(SparkSession session, Planned query, StopSignal stop)
      throws InterruptedException {
    PastLoss loss = query.pastLoss().orElseThrow();
    StreamingQuery passing = start(session, loss.job(), query.checkpoint(), Trigger.AvailableNow());
    while (passing.isActive() && !loss.passed().getAsBoolean() && !stop.await(LOOK)) {
      // Looks again.
    }
    if (passing.isActive() && !stop.isRequested()) {
      awaitBatchEnd(passing);
      LogLevel.quietly(() -> stop(passing));
    }
  }

  /**
   * Waits until one of the queries has ended, or a stop is asked for. Meanwhile settings of topics
   * may change, and topics appear that a pattern matches.
   */
  private void awaitEnd(List<StreamingQuery> running, SourceTopics sources, StopSignal stop)
      throws InterruptedException {
    Map<StreamingQuery, OffsetHoles> holes = new HashMap<>();
    long looked = System.nanoTime();
    boolean active = true;
    while (active) {
      active = running.stream().allMatch(StreamingQuery::isActive) && !stop.await(LOOK);
      if (topics.computedFrom().isEmpty()) {
        continue;
      }
      if (seesEveryOffset()) {
        running.forEach(
            query ->
                holes
                    .computeIfAbsent(query, q -> new OffsetHoles())
                    .look(query)
                    .ifPresent(JobRun::fail));
      }
      if (active && System.nanoTime() - looked >= LOOK_AT_TOPICS.toNanos()) {
        sources.requireStillComputable(topics.computedFrom().get(), stop);
        looked = System.nanoTime();
      }
    }
  }

  private static void fail(String hole) {
    throw new JobFailedException("the query was stopped", new IllegalStateException(hole));
  }

  /** Who reads what is committed passes over all that was aborted. */
  private boolean seesEveryOffset() {
    return !"read_committed".equals(topics.cluster().clientSettings().get("isolation.level"));
  }

  private boolean failed() {
    return started.stream().anyMatch(query -> query.exception().isDefined());
  }

  /**
   * Stops what still runs, and throws where a query failed.
   *
   * @param queries those that were started
   * @param patience how long to wait for Spark's report of their ends
   */
  void end(List<StreamingQuery> queries, Duration patience) throws InterruptedException {
    for (StreamingQuery query : queries) {
      if (query.isActive()) {
        awaitBatchEnd(query);
      }
    }
    if (queries.stream().anyMatch(StreamingQuery::isActive)) {
      LogLevel.quietStop();
    }
    for (StreamingQuery query : queries) {
      if (query.isActive()) {
        stop(query);
      }
    }
    boolean reported = lines.awaitEnds(queries.size(), patience);
    for (StreamingQuery query : queries) {
      try {
        query.awaitTermination();
      } catch (StreamingQueryException failed) {
        lines.summary();
        throw new JobFailedException("the query failed", failed, hint(failed));
      }
    }
    if (!reported) {
      throw new IllegalStateException("Spark did not report the end of the query");
    }
  }

  private String hint(StreamingQueryException failed) throws InterruptedException {
    LogLevel.quietKafkaClients();
    try (ClusterAdmin admin = new ClusterAdmin(topics.cluster(), log)) {
      Set<String> missing = admin.missing(topics.names());
      if (!missing.isEmpty()) {
        return " (topic " + String.join(",", missing) + " does not exist any more)";
      }
    }
    String reason = RootCause.of(failed);
    return reason.contains("failOnDataLoss") || reason.contains("is out of range for partition")
        ? " (started again with --no-fail-on-data-loss it reads on without the lost records)"
        : "";
  }

  private static SparkSession start(SparkSession.Builder builder) {
    try {
      return builder.getOrCreate();
    } catch (Exception refused) {
      throw new JobFailedException("Spark cannot start", refused);
    }
  }

  private StreamingQuery start(
      SparkSession session, StreamingJob job, Optional<String> checkpoint, Trigger when) {
    try {
      DataStreamWriter<Row> writer = job.describe(session).queryName(job.name()).trigger(when);
      checkpoint.ifPresent(directory -> writer.option("checkpointLocation", directory));
      StreamingQuery query = writer.start();
      started.add(query);
      return query;
    } catch (Exception refused) {
      String where = checkpoint.map(path -> " with --checkpoint " + path).orElse("");
      throw new JobFailedException("the query cannot start" + where, refused);
    }
  }

  /**
   * Lets the running batch finish, because {@link StreamingQuery#stop} would cut it off, perhaps
   * after its rows were printed and before they were counted and committed. The next batch, if it
   * has begun, is cut off while Spark still plans it.
   */
  private void awaitBatchEnd(StreamingQuery query) throws InterruptedException {
    long start = System.nanoTime();
    StreamingQueryProgress before = query.lastProgress();
    Duration limit = LOOK_FOR_DATA;
    try {
      while (query.status().isTriggerActive() && query.lastProgress() == before) {
        if (query.status().isDataAvailable()) {
          limit = BATCH_END;
        }
        if (System.nanoTime() - start > limit.toNanos()) {
          if (limit.equals(BATCH_END)) {
            log.println(
                "the running batch did not end within "
                    + BATCH_END.toSeconds()
                    + " s and is cut off; its rows are not counted");
          }
          return;
        }
        query.awaitTermination(LOOK_EVERY_MS);
      }
    } catch (StreamingQueryException failed) {
      // The caller finds the failure where it looks for every other one.
    }
  }

  private static void stop(StreamingQuery query) {
    try {
      query.stop();
    } catch (TimeoutException slow) {
      throw new IllegalStateException("the query does not stop", slow);
    }
  }
}
