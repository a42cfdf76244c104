package dev.orderflow.spark;

import dev.orderflow.spark.job.RowCounts;
import java.io.PrintWriter;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.sql.streaming.StreamingQueryListener;

/**
 * Tells people and scripts what one query has done: a line after each batch that held rows, and a
 * summary at the end.
 *
 * <p>One session runs one query, so every event is about this one. Spark's listener thread owns the
 * counters. Another thread may read them once {@link #terminated} has completed, because Spark
 * reports the end of a query after all of its batches.
 */
final class ProgressLines {

  private final String job;
  private final PrintWriter out;
  private final CompletableFuture<Void> terminated = new CompletableFuture<>();
  private long batches;
  private long rows;
  private long connectorRows;

  /**
   * Lines about one query.
   *
   * @param job the job's name, which is the query's name too
   * @param out where to print
   */
  ProgressLines(String job, PrintWriter out) {
    this.job = job;
    this.out = out;
  }

  /** Completes when Spark has reported the query's end, and with it all of its batches. */
  CompletableFuture<Void> terminated() {
    return terminated;
  }

  /** What tells these lines of the query, to be registered with the session. */
  StreamingQueryListener listener() {
    return new Listener(this);
  }

  /**
   * Counts a batch and prints its line.
   *
   * @param batch Spark's number of the batch
   * @param counts its rows
   */
  void batchFinished(long batch, RowCounts counts) {
    batches++;
    connectorRows += counts.connector();
    rows += counts.rows() - counts.connector();
    out.println(
        "progress job=%s batch=%d rows=%d rows_total=%d connector_total=%d"
            .formatted(job, batch, counts.rows(), rows, connectorRows));
    out.flush();
  }

  /** Prints the last line: what was read since the start. */
  void summary() {
    out.println(
        "summary job=%s batches=%d rows=%d connector=%d"
            .formatted(job, batches, rows, connectorRows));
    out.flush();
  }

  /** Spark wants listeners serializable, though it keeps this one where it is. */
  private static final class Listener extends StreamingQueryListener {

    private static final long serialVersionUID = 1L;

    private final transient ProgressLines lines;

    Listener(ProgressLines lines) {
      this.lines = lines;
    }

    @Override
    public void onQueryStarted(QueryStartedEvent event) {
      // Nothing to count yet.
    }

    @Override
    public void onQueryProgress(QueryProgressEvent event) {
      RowCounts.of(event.progress())
          .ifPresent(counts -> lines.batchFinished(event.progress().batchId(), counts));
    }

    @Override
    public void onQueryTerminated(QueryTerminatedEvent event) {
      lines.terminated.complete(null);
    }
  }
}
