package dev.orderflow.benchmarks.spark;

import java.util.Arrays;
import org.apache.spark.sql.streaming.StreamingQueryListener;

/**
 * Prints how fast each batch of each query went, and how large its state is. Spark makes it, by its
 * name in the setting {@link #SETTING}.
 */
public final class BatchRates extends StreamingQueryListener {

  /** The setting that tells Spark of it; a constant, for who starts Spark has no class of Spark. */
  static final String SETTING =
      "spark.sql.streaming.streamingQueryListeners=dev.orderflow.benchmarks.spark.BatchRates";

  private static final long serialVersionUID = 1L;

  /** Spark's name for the size of the newest version of the state. */
  private static final String STATE_BYTES = "stateOnCurrentVersionSizeBytes";

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
        "batch query=%s rows=%d rows_per_s=%d state_bytes=%d%n",
        event.progress().name(),
        event.progress().numInputRows(),
        Math.round(event.progress().processedRowsPerSecond()),
        Arrays.stream(event.progress().stateOperators())
            .mapToLong(state -> state.customMetrics().getOrDefault(STATE_BYTES, 0L))
            .sum());
  }

  @Override
  public void onQueryTerminated(QueryTerminatedEvent event) {
    // The application tells of its end itself.
  }
}
