package dev.orderflow.spark.job;

import dev.orderflow.spark.kafka.OutputRow;
import dev.orderflow.spark.market.CompletenessRow;
import dev.orderflow.spark.source.FeedRecord;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/**
 * Collects what one market's part of a batch publishes and counts, and remembers which record each
 * row is about. Used by one thread.
 */
public final class MarketRows {

  private final String job;
  private final String market;
  private final boolean publishesRefused;
  private final List<Row> rows = new ArrayList<>();
  private final Map<String, Long> counts = new TreeMap<>();
  private FeedRecord cause;

  /**
   * None yet.
   *
   * @param job the job's name
   * @param market the market
   * @param publishesRefused whether {@link #refuse} publishes, or counts only
   */
  MarketRows(String job, String market, boolean publishesRefused) {
    this.job = job;
    this.market = market;
    this.publishesRefused = publishesRefused;
  }

  /** What follows is about this record. */
  void begin(FeedRecord record) {
    cause = record;
  }

  /** Publishes a record. */
  void publish(String output, String key, String value) {
    rows.add(OutputRow.published(output, key, value, cause.receivedAt()));
  }

  /** Publishes what turned out of rows, and that the record said so. */
  void publish(CompletenessRow row) {
    String value =
        row.toJson(
            record ->
                record
                    .text("event", cause.event())
                    .text("topic", cause.topic())
                    .number("partition", cause.partition())
                    .number("offset", cause.offset()));
    publish(MarketComputation.COMPLETENESS, row.key(), value);
  }

  /** Tells that the record could not be used, which every job that reads it tells alike. */
  void refuse(String reason) {
    if (publishesRefused) {
      reject(reason);
    } else {
      count(MarketComputation.REJECTED, 1);
    }
  }

  /** Publishes that the record could not be used, or not all of it. */
  void reject(String reason) {
    publish(
        MarketComputation.REJECTED,
        RejectedJson.key(cause),
        RejectedJson.value(job, market, cause, reason));
  }

  /** Counts something that is not an output. */
  void count(String name, long count) {
    if (count > 0) {
      counts.merge(name, count, Long::sum);
    }
  }

  Iterator<Row> iterator() {
    counts.forEach((name, count) -> rows.add(OutputRow.counted(name, count)));
    return rows.iterator();
  }
}
