package dev.orderflow.spark.job;

import dev.orderflow.spark.source.FeedRecord;
import org.apache.spark.sql.Row;

/** A row of {@link SourceScan} read back. */
final class ScannedRecord {

  private ScannedRecord() {}

  static FeedRecord of(Row row) {
    return new FeedRecord(
        row.getString(1),
        row.getInt(2),
        row.getLong(3),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getLong(8),
        row.getLong(9),
        row.getString(10));
  }

  /** The record's Kafka timestamp, milliseconds since the epoch. */
  static long millis(Row row) {
    return row.getLong(4);
  }

  /** Why it cannot be used, empty where it can. */
  static String reason(Row row) {
    return row.getString(11);
  }
}
