package dev.orderflow.benchmarks.spark;

import java.util.Locale;
import org.apache.spark.sql.streaming.StreamingQueryListener;

/**
 * Prints how fast each batch of each query went, for {@link BatchTimes}. Spark makes it, by its
 * name in the setting {@link #SETTING}.
 */
public final class BatchRates extends StreamingQueryListener {

  /** The setting that tells Spark of it, whose value is the name of this class. */
  static final String SETTING = "spark.sql.streaming.streamingQueryListeners";

  private static final long serialVersionUID = 1L;

  /** Called by Spark. */
  public BatchRates() {
    // It has no state.
  }

  @Override
  public void onQueryStarted(QueryStartedEvent event) {
    // Nothing to print yet.
  }

  @Override
  public void onQueryProgress(QueryProgressEvent event) {
    System.out.printf(
        Locale.ROOT,
        "batch query=%s rows=%d rows_per_s=%d%n",
        event.progress().name(),
        event.progress().numInputRows(),
        Math.round(event.progress().processedRowsPerSecond()));
  }

  @Override
  public void onQueryTerminated(QueryTerminatedEvent event) {
    // The application tells of its end itself.
  }
}
