package dev.orderflow.spark;

import dev.orderflow.spark.job.StreamingJob;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;

/**
 * One job from start to end: runs its query until it ends, fails or is asked to stop.
 *
 * <p>Everything here happens on the thread that calls {@link #run}; Spark's threads run the query
 * and report to {@link ProgressLines}.
 */
final class JobRun {

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

  private final StreamingJob job;
  private final Trigger trigger;
  private final Optional<String> checkpoint;
  private final ProgressLines lines;
  private final PrintWriter log;

  /**
   * A run that has not begun.
   *
   * @param job what to run
   * @param trigger when batches start
   * @param checkpoint where the query keeps its place, empty for a place that ends with the run
   * @param out where progress is printed
   * @param log where trouble is told
   */
  JobRun(
      StreamingJob job,
      Trigger trigger,
      Optional<String> checkpoint,
      PrintWriter out,
      PrintWriter log) {
    this.job = job;
    this.trigger = trigger;
    this.checkpoint = checkpoint;
    this.log = log;
    this.lines = new ProgressLines(job.name(), out);
  }

  /**
   * Runs the job to its end and prints the summary.
   *
   * @param stop the request to stop
   * @throws JobFailedException where the query could not start or failed
   */
  void run(StopSignal stop) throws InterruptedException {
    if (!stop.isRequested()) {
      SparkSession.Builder builder = SparkSession.builder().appName("orderflow-" + job.name());
      DefaultMaster.ofThisProcess().toSet().ifPresent(builder::master);
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
    session.streams().addListener(lines.listener());
    StreamingQuery query = start(session);
    awaitAny(stop.requested(), lines.terminated());
    if (query.isActive()) {
      awaitBatchEnd(query);
      LogLevel.quietStop();
      stop(query);
    }
    awaitReports();
    try {
      query.awaitTermination();
    } catch (StreamingQueryException failed) {
      lines.summary();
      throw JobFailedException.whileRunning(failed);
    }
  }

  private static SparkSession start(SparkSession.Builder builder) {
    try {
      return builder.getOrCreate();
    } catch (Exception refused) {
      throw JobFailedException.withoutSpark(refused);
    }
  }

  private StreamingQuery start(SparkSession session) {
    try {
      DataStreamWriter<Row> writer = job.describe(session).queryName(job.name()).trigger(trigger);
      checkpoint.ifPresent(directory -> writer.option("checkpointLocation", directory));
      return writer.start();
    } catch (Exception refused) {
      throw JobFailedException.atStart(refused, checkpoint);
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
      lines.terminated().get(REPORT.toNanos(), TimeUnit.NANOSECONDS);
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
