package dev.orderflow.spark.job;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;

/** One streaming query of the application, described but not started. */
public interface StreamingJob {

  /**
   * The job's name, as the command line and the progress lines know it.
   *
   * @return lower-case letters only
   */
  String name();

  /**
   * Describes the query: source, computation and sink.
   *
   * <p>The job must pass every row of its source through {@link RowCounts#observe} once, because
   * progress is counted there. Trigger, checkpoint and start are the caller's.
   *
   * @param session the session that will run it
   * @return a writer that has not been started
   */
  DataStreamWriter<Row> describe(SparkSession session);
}
