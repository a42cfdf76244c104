package dev.orderflow.spark.scan;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_millis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * How many records one batch held, told apart by who wrote them: the exchange, or the connector
 * about the exchange (header {@code origin} is {@code connector} or {@code snapshot}).
 *
 * <p>Counted by the query itself as the rows pass ({@code Dataset.observe}), because {@code
 * numInputRows} counts a record again for every time that the plan reads it.
 *
 * @param rows all records of the batch
 * @param connector those that the connector wrote itself, at most {@code rows}
 * @param newestMillis the latest Kafka timestamp among them, milliseconds since the epoch
 */
public record RecordCounts(long rows, long connector, long newestMillis) {

  private static final String METRIC = "orderflow.rows";
  private static final String ROWS = "rows";
  private static final String CONNECTOR = "connector";
  private static final String NEWEST = "newest";
  private static final List<String> OF_CONNECTOR = List.of("connector", "snapshot");

  /**
   * Has the query count the rows that pass here.
   *
   * @param records a dataset with {@code headers} and {@code timestamp} columns
   * @return the same rows
   */
  public static Dataset<Row> observe(Dataset<Row> records) {
    return records.observe(
        METRIC,
        count(lit(1)).as(ROWS),
        count_if(writtenByConnector()).as(CONNECTOR),
        max(unix_millis(col("timestamp"))).as(NEWEST));
  }

  /**
   * The same where rows have been counted before, many at once.
   *
   * @param counted a dataset with the columns of {@link #counted}
   * @return the same rows
   */
  static Dataset<Row> observeCounted(Dataset<Row> counted) {
    return counted.observe(
        METRIC,
        sum(col(ROWS)).as(ROWS),
        sum(col(CONNECTOR)).as(CONNECTOR),
        max(col(NEWEST)).as(NEWEST));
  }

  /**
   * Adds the columns that hold counts.
   *
   * @param columns those that a row has beside them
   * @return {@code columns}, then {@code rows}, {@code connector} and {@code newest}
   */
  static StructType counted(StructType columns) {
    return columns
        .add(ROWS, DataTypes.LongType, false)
        .add(CONNECTOR, DataTypes.LongType, false)
        .add(NEWEST, DataTypes.LongType, false);
  }

  /**
   * Whether the connector wrote a record itself.
   *
   * @param origin its header {@code origin}
   */
  static boolean isOfConnector(String origin) {
    return OF_CONNECTOR.contains(origin);
  }

  /**
   * Reads the counts of a finished batch.
   *
   * @param progress what Spark reports of the batch
   * @return empty where the batch held no rows
   */
  public static Optional<RecordCounts> of(StreamingQueryProgress progress) {
    return Optional.ofNullable(progress.observedMetrics().get(METRIC))
        .map(
            row -> new RecordCounts(number(row, ROWS), number(row, CONNECTOR), number(row, NEWEST)))
        .filter(counts -> counts.rows() > 0);
  }

  /** A sum or maximum over no rows is null. */
  private static long number(Row row, String column) {
    return Optional.ofNullable(row.<Long>getAs(column)).orElse(0L);
  }

  /**
   * Null for a record without that header, which {@code count_if} passes over. By position, because
   * a lambda over the headers costs more than everything else that is done with most records.
   */
  private static Column writtenByConnector() {
    return expr("get(headers.value, cast(array_position(headers.key, 'origin') as int) - 1)")
        .isin(OF_CONNECTOR.stream().map(RecordCounts::bytes).toArray());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
