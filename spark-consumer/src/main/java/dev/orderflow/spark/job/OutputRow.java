package dev.orderflow.spark.job;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What a job publishes: a record of one of its output topics, and what is counted of it. */
final class OutputRow {

  /** Columns of a published row. */
  static final StructType SCHEMA =
      new StructType()
          .add("output", DataTypes.StringType, false)
          .add("key", DataTypes.StringType, false)
          .add("value", DataTypes.StringType, false)
          .add("received_at", DataTypes.LongType, false)
          .add("is_first", DataTypes.BooleanType, false)
          .add("is_final", DataTypes.BooleanType, false)
          .add("newly_incomplete", DataTypes.BooleanType, false);

  private OutputRow() {}

  /**
   * A row.
   *
   * @param output which of the job's outputs
   * @param key the record's key
   * @param value the record's value
   * @param receivedAt when the connector received what caused it, microseconds since the epoch
   */
  static Row of(String output, String key, String value, long receivedAt) {
    return RowFactory.create(output, key, value, receivedAt, false, false, false);
  }

  static Row of(
      String output,
      String key,
      String value,
      long receivedAt,
      boolean first,
      boolean last,
      boolean newlyIncomplete) {
    return RowFactory.create(output, key, value, receivedAt, first, last, newlyIncomplete);
  }
}
