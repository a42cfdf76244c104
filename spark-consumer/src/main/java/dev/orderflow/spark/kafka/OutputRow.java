package dev.orderflow.spark.kafka;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A row of a job: a record of one of its output topics, or a count that goes nowhere. */
public final class OutputRow {

  /** Columns of a row. */
  public static final StructType SCHEMA =
      new StructType()
          .add("output", DataTypes.StringType, false)
          .add("key", DataTypes.StringType, false)
          .add("value", DataTypes.StringType, false)
          .add("received_at", DataTypes.LongType, false)
          .add("count", DataTypes.LongType, false);

  /** Whether a row is a record: only counts have no key. */
  public static final Column IS_PUBLISHED = functions.col("key").notEqual("");

  private OutputRow() {}

  /**
   * A record to be published.
   *
   * @param output which of the job's outputs
   * @param key the record's key, not empty
   * @param value the record's value
   * @param receivedAt when the connector received what caused it, microseconds since the epoch
   */
  public static Row published(String output, String key, String value, long receivedAt) {
    return RowFactory.create(output, key, value, receivedAt, 1L);
  }

  /**
   * A row that is counted and goes nowhere.
   *
   * @param name what is counted, in place of an output
   * @param count how often
   */
  public static Row counted(String name, long count) {
    return RowFactory.create(name, "", "", 0L, count);
  }
}
