package dev.orderflow.spark.run;

import dev.orderflow.spark.job.StreamingJob;
import dev.orderflow.spark.scan.RecordCounts;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/**
 * Tells people and scripts what the main query of a run has done: a line now and then after a batch
 * that held rows, and a summary at the end.
 *
 * <p>Spark's listener thread owns the counters. Another thread may read them after {@link
 * #awaitEnds}, because Spark reports the end of a query after all of its batches.
 */
public final class ProgressLines {

  private static final String ROWS = "rows";

  private final StreamingJob job;
  private final PrintWriter out;
  private final long pauseNanos;
  private final LongSupplier nanos;
  private final Semaphore ends = new Semaphore(0);
  private final Map<String, Long> totals = new LinkedHashMap<>();
  private Optional<ProgressMetrics> metrics = Optional.empty();
  private boolean printed;
  private long printedAt;
  private long batches;
  private long rows;
  private long connectorRows;

  /**
   * Lines about one query.
   *
   * @param job the job, whose name is the query's name too
   * @param out where to print
   * @param pause at least so long between two lines
   * @param nanos time that only goes on, nanoseconds
   */
  public ProgressLines(StreamingJob job, PrintWriter out, Duration pause, LongSupplier nanos) {
    this.job = job;
    this.out = out;
    this.pauseNanos = pause.toNanos();
    this.nanos = nanos;
  }

  /**
   * Waits until Spark has reported ends of queries, and with them all of their batches.
   *
   * @param queries how many were started
   * @param patience how long to wait
   * @return whether so many were reported
   */
  boolean awaitEnds(int queries, Duration patience) throws InterruptedException {
    return ends.tryAcquire(queries, patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * What tells these lines of the queries, to be registered with the session.
   *
   * @param session the session; where the job counts, its counts become metrics there
   */
  StreamingQueryListener listener(SparkSession session) {
    if (!job.countNames().isEmpty()) {
      metrics = Optional.of(ProgressMetrics.register(session.sparkContext(), metricNames()));
    }
    return new Listener(this);
  }

  private List<String> metricNames() {
    List<String> names = new ArrayList<>(job.countNames());
    names.add(ROWS);
    return names;
  }

  /**
   * Counts a batch, and prints its line where the last one is long enough ago.
   *
   * @param batch Spark's number of the batch
   * @param counts its rows
   * @param brought what the job counted of it
   * @param state how far behind and how large the query is, ready to print; may be empty
   */
  void batchFinished(long batch, RecordCounts counts, Map<String, Long> brought, String state) {
    batches++;
    connectorRows += counts.connector();
    rows += counts.rows() - counts.connector();
    brought.forEach((name, count) -> totals.merge(name, count, Long::sum));
    long now = nanos.getAsLong();
    if (printed && now - printedAt < pauseNanos) {
      return;
    }
    printed = true;
    printedAt = now;
    out.println(
        String.format(
                Locale.ROOT,
                "progress job=%s batch=%d rows=%d rows_total=%d connector_total=%d",
                job.name(),
                batch,
                counts.rows(),
                rows,
                connectorRows)
            + totals()
            + state);
    out.flush();
  }

  /** Prints the last line: what was read since the start. */
  void summary() {
    out.println(
        String.format(
                Locale.ROOT,
                "summary job=%s batches=%d rows=%d connector=%d",
                job.name(),
                batches,
                rows,
                connectorRows)
            + totals());
    out.flush();
  }

  private String totals() {
    StringBuilder text = new StringBuilder();
    totals.forEach((name, count) -> text.append(' ').append(name).append('=').append(count));
    return text.toString();
  }

  private void progress(StreamingQueryProgress progress) {
    if (job.name().equals(progress.name())) {
      RecordCounts.of(progress)
          .ifPresent(
              counts -> {
                Map<String, Long> brought = job.counts(progress);
                QueryState state = QueryState.of(progress);
                metrics.ifPresent(
                    m -> {
                      m.add(brought);
                      m.add(Map.of(ROWS, counts.rows()));
                      m.set(state);
                    });
                batchFinished(
                    progress.batchId(), counts, brought, brought.isEmpty() ? "" : state.text());
              });
    }
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
      lines.progress(event.progress());
    }

    @Override
    public void onQueryTerminated(QueryTerminatedEvent event) {
      lines.ends.release();
    }
  }
}
