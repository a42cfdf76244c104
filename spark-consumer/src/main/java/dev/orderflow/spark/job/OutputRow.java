package dev.orderflow.spark.job;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What a job publishes: a record of one of its output topics, and what is counted of it; or what is
 * counted alone.
 */
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
          .add("newly_incomplete", DataTypes.BooleanType, false)
          .add("count", DataTypes.LongType, false);

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
    return of(output, key, value, receivedAt, false, false, false);
  }

  static Row of(
      String output,
      String key,
      String value,
      long receivedAt,
      boolean first,
      boolean last,
      boolean newlyIncomplete) {
    return RowFactory.create(output, key, value, receivedAt, first, last, newlyIncomplete, 1L);
  }

  /**
   * A row that is counted and goes nowhere.
   *
   * @param name what is counted, in place of an output
   * @param count how often
   */
  static Row counted(String name, long count) {
    return RowFactory.create(name, "", "", 0L, false, false, false, count);
  }
}
