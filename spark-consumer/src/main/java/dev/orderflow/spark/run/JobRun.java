package dev.orderflow.spark.run;

import dev.orderflow.spark.job.StreamingJob;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

  private final Planned main;
  private final List<Planned> followers;
  private final Trigger trigger;
  private final Map<String, String> sparkDefaults;
  private final ProgressLines lines;
  private final PrintWriter log;
  private final List<StreamingQuery> started = new ArrayList<>();

  /**
   * A run that has not begun.
   *
   * @param main the query that progress is told of
   * @param followers other queries of the run, such as those that read what the main one writes
   * @param trigger when batches start
   * @param sparkDefaults Spark settings for where the user chose none
   * @param lines where progress is told
   * @param log where trouble is told
   */
  public JobRun(
      Planned main,
      List<Planned> followers,
      Trigger trigger,
      Map<String, String> sparkDefaults,
      ProgressLines lines,
      PrintWriter log) {
    this.main = main;
    this.followers = List.copyOf(followers);
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
   */
  public record Planned(StreamingJob job, Optional<String> checkpoint) {}

  /**
   * Runs the queries to their end and prints the summary.
   *
   * @param stop the request to stop
   * @throws JobFailedException where a query could not start or failed
   */
  public void run(StopSignal stop) throws InterruptedException {
    if (!stop.isRequested()) {
      SparkConf given = new SparkConf();
      SparkSession.Builder builder =
          SparkSession.builder().appName("orderflow-" + main.job().name());
      DefaultMaster.ofThisProcess().toSet().ifPresent(builder::master);
      sparkDefaults.forEach(
          (key, value) -> {
            if (!given.contains(key)) {
              builder.config(key, value);
            }
          });
      SparkSession session = start(builder);
      try {
        run(session, stop);
      } finally {
        session.stop();
      }
    }
    lines.summary();
  }

  private void run(SparkSession session, StopSignal stop) throws InterruptedException {
    if (stop.isRequested()) {
      return;
    }
    session.streams().addListener(lines.listener(session));
    start(session, main);
    if (trigger.equals(Trigger.AvailableNow())) {
      runInTurn(session, stop);
    } else {
      followers.forEach(follower -> start(session, follower));
      awaitAny(stop.requested(), lines.anyEnded());
    }
    end();
  }

  /** What is available to a follower is what the main query has written by its end. */
  private void runInTurn(SparkSession session, StopSignal stop) throws InterruptedException {
    awaitAny(stop.requested(), lines.allEnded(1));
    for (Planned follower : followers) {
      if (stop.isRequested() || failed()) {
        return;
      }
      start(session, follower);
      awaitAny(stop.requested(), lines.allEnded(started.size()));
    }
  }

  private boolean failed() {
    return started.stream().anyMatch(query -> query.exception().isDefined());
  }

  /** Stops what still runs, and throws where a query failed. */
  private void end() throws InterruptedException {
    for (StreamingQuery query : started) {
      if (query.isActive()) {
        awaitBatchEnd(query);
      }
    }
    if (started.stream().anyMatch(StreamingQuery::isActive)) {
      LogLevel.quietStop();
    }
    for (StreamingQuery query : started) {
      if (query.isActive()) {
        stop(query);
      }
    }
    awaitReports();
    for (StreamingQuery query : started) {
      try {
        query.awaitTermination();
      } catch (StreamingQueryException failed) {
        lines.summary();
        throw new JobFailedException("the query failed", failed, hint(failed));
      }
    }
  }

  private static String hint(StreamingQueryException failed) {
    return RootCause.of(failed).contains("failOnDataLoss")
        ? " (--no-fail-on-data-loss reads on without the lost records)"
        : "";
  }

  private static SparkSession start(SparkSession.Builder builder) {
    try {
      return builder.getOrCreate();
    } catch (Exception refused) {
      throw new JobFailedException("Spark cannot start", refused);
    }
  }

  private void start(SparkSession session, Planned planned) {
    try {
      DataStreamWriter<Row> writer =
          planned.job().describe(session).queryName(planned.job().name()).trigger(trigger);
      planned.checkpoint().ifPresent(directory -> writer.option("checkpointLocation", directory));
      started.add(writer.start());
    } catch (Exception refused) {
      String where = planned.checkpoint().map(path -> " with --checkpoint " + path).orElse("");
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

  private void awaitReports() throws InterruptedException {
    try {
      lines.allEnded(started.size()).get(REPORT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException late) {
      throw new IllegalStateException("Spark did not report the end of the query", late);
    }
  }

  private static void awaitAny(CompletableFuture<?>... events) throws InterruptedException {
    try {
      CompletableFuture.anyOf(events).get();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
