package dev.orderflow.spark.run;

import dev.orderflow.spark.scan.RecordCounts;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StateOperatorProgress;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/**
 * How a query keeps up, from what Spark reports of its last batch.
 *
 * @param behindRows records in Kafka that the batch did not read
 * @param behindMillis how much older the newest record read was than the batch, milliseconds
 * @param rowsPerSecond records processed a second
 * @param stateBytes memory of the state
 */
record QueryState(long behindRows, long behindMillis, long rowsPerSecond, long stateBytes) {

  /** The names of its values as metrics. */
  static final List<String> NAMES =
      List.of("behind_rows", "behind_ms", "rows_per_second", "state_bytes");

  /** Its values by name. */
  Map<String, Long> values() {
    return Map.of(
        "behind_rows",
        behindRows,
        "behind_ms",
        behindMillis,
        "rows_per_second",
        rowsPerSecond,
        "state_bytes",
        stateBytes);
  }

  static QueryState of(StreamingQueryProgress progress) {
    long behindRows = 0;
    for (SourceProgress source : progress.sources()) {
      behindRows += number(source.metrics(), "maxOffsetsBehindLatest");
    }
    long stateBytes = 0;
    for (StateOperatorProgress state : progress.stateOperators()) {
      stateBytes += state.memoryUsedBytes();
    }
    long read = Instant.parse(progress.timestamp()).toEpochMilli();
    long behind =
        RecordCounts.of(progress)
            .map(counts -> Math.max(0, read - counts.newestMillis()))
            .orElse(0L);
    return new QueryState(
        behindRows, behind, Math.round(progress.processedRowsPerSecond()), stateBytes);
  }

  String text() {
    return String.format(
        Locale.ROOT,
        " behind_rows=%d behind_s=%d.%d rows_per_s=%d state_bytes=%d",
        behindRows,
        behindMillis / 1_000,
        behindMillis % 1_000 / 100,
        rowsPerSecond,
        stateBytes);
  }

  private static long number(Map<String, String> metrics, String name) {
    return Optional.ofNullable(metrics.get(name)).map(Long::parseLong).orElse(0L);
  }
}
