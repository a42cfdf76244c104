package dev.orderflow.spark.job;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/** One streaming query of the application, described but not started. */
public interface StreamingJob {

  /**
   * The job's name, as the command line and the progress lines know it.
   *
   * @return lower-case letters and hyphens only
   */
  String name();

  /**
   * Describes the query: source, computation and sink.
   *
   * <p>The job must pass every row of its source through {@link RecordCounts#observe} or {@link
   * RecordFilter#scan} once, because progress is counted there. Trigger, checkpoint and start are
   * the caller's.
   *
   * @param session the session that will run it
   * @return a writer that has not been started
   */
  DataStreamWriter<Row> describe(SparkSession session);

  /**
   * What {@link #counts} counts.
   *
   * @return names, in the order to be shown; empty where there is nothing to count
   */
  default List<String> countNames() {
    return List.of();
  }

  /**
   * What a batch has brought forth, beside its rows.
   *
   * @param progress what Spark reports of the batch
   * @return counts by name, in the order to be shown; empty where there is nothing to count
   */
  default Map<String, Long> counts(StreamingQueryProgress progress) {
    return Map.of();
  }
}
