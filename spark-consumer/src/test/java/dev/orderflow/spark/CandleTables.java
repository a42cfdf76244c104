package dev.orderflow.spark;

import dev.orderflow.spark.run.LogLevel;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;

/** Reads candle tables as their users do, and writes each row as it stands in the topic. */
final class CandleTables implements AutoCloseable {

  private final SparkSession session;

  CandleTables() {
    LogLevel.error.apply();
    session =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", false)
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.databricks.delta.snapshotPartitions", 1)
            .getOrCreate();
  }

  /**
   * Prints the rows of tables, for tests that have no Spark of their own: a line {@code table …},
   * then a line for each row.
   *
   * @param arguments the tables' directories
   */
  public static void main(String[] arguments) {
    try (CandleTables tables = new CandleTables()) {
      for (String table : arguments) {
        System.out.println("table " + table);
        tables.read(Path.of(table), "parquet").forEach(System.out::println);
      }
    }
  }

  /** All rows as JSON, sorted. */
  List<String> read(Path table, String format) {
    List<String> rows = new ArrayList<>();
    for (Row row : session.read().format(format).load(table.toString()).collectAsList()) {
      rows.add(json(row));
    }
    rows.sort(String::compareTo);
    return rows;
  }

  private static String json(Row row) {
    StringBuilder json = new StringBuilder("{");
    // The topic has the market first; as a partition it comes last.
    field(json, "market", row.getAs("market"));
    for (StructField field : row.schema().fields()) {
      if (!field.name().equals("market") && !field.name().equals("day")) {
        json.append(',');
        field(json, field.name(), row.getAs(field.name()));
      }
    }
    return json.append('}').toString();
  }

  private static void field(StringBuilder json, String name, Object value) {
    json.append('"').append(name).append("\":");
    if (value instanceof BigDecimal money) {
      json.append('"')
          .append(money.signum() == 0 ? "0" : money.stripTrailingZeros().toPlainString())
          .append('"');
    } else if (value instanceof Timestamp time) {
      json.append('"').append(time.toInstant()).append('"');
    } else if (value instanceof String text) {
      json.append('"').append(text).append('"');
    } else {
      json.append(value);
    }
  }

  @Override
  public void close() {
    session.stop();
  }
}
