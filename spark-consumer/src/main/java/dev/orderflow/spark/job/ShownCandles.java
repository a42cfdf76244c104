package dev.orderflow.spark.job;

import static org.apache.spark.sql.functions.col;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orderflow.spark.kafka.KafkaSource;
import dev.orderflow.spark.market.Interval;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;

/**
 * Shows people the newest candle of each market and interval as a table.
 *
 * <p>Lives on the driver; the thread of the query that shows owns it.
 */
public final class ShownCandles {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FORMAT = "%-10s %-5s %-20s %14s %14s %14s %14s %16s %7s  %s%n";

  private final PrintWriter out;
  private final long pauseNanos;
  private final LongSupplier nanos;
  private final Map<String, JsonNode> newest = new TreeMap<>();
  private boolean shown;
  private long shownAt;

  /**
   * A table.
   *
   * @param out where to print
   * @param pause at least so long between two tables
   * @param nanos time that only goes on, nanoseconds
   */
  public ShownCandles(PrintWriter out, Duration pause, LongSupplier nanos) {
    this.out = out;
    this.pauseNanos = pause.toNanos();
    this.nanos = nanos;
  }

  /** Takes a batch of candles, as values of their topic, and shows the table when it is time. */
  void add(List<String> values) {
    for (String value : values) {
      JsonNode candle = parse(value);
      String series = candle.path("market").asText() + '|' + candle.path("interval").asText();
      newest.merge(series, candle, ShownCandles::newer);
    }
    long now = nanos.getAsLong();
    if (!values.isEmpty() && (!shown || now - shownAt >= pauseNanos)) {
      shown = true;
      shownAt = now;
      print();
    }
  }

  private static JsonNode newer(JsonNode before, JsonNode candle) {
    return candle.path("start").asText().compareTo(before.path("start").asText()) >= 0
        ? candle
        : before;
  }

  private static JsonNode parse(String value) {
    try {
      return JSON.readTree(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalArgumentException("not a candle: " + value, impossible);
    }
  }

  private void print() {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            FORMAT,
            "market",
            "len",
            "start",
            "open",
            "high",
            "low",
            "close",
            "volume",
            "trades",
            "state"));
    newest.values().stream()
        .sorted(
            Comparator.comparing((JsonNode candle) -> candle.path("market").asText())
                .thenComparing(candle -> Interval.parse(candle.path("interval").asText())))
        .forEach(candle -> table.append(line(candle)));
    out.print(table);
    out.flush();
  }

  private static String line(JsonNode candle) {
    return String.format(
        Locale.ROOT,
        FORMAT,
        candle.path("market").asText(),
        candle.path("interval").asText(),
        candle.path("start").asText(),
        price(candle, "open"),
        price(candle, "high"),
        price(candle, "low"),
        price(candle, "close"),
        candle.path("volume").asText(),
        candle.path("trades").asText(),
        state(candle));
  }

  private static String price(JsonNode candle, String name) {
    return candle.path(name).isNull() ? "-" : candle.path(name).asText();
  }

  private static String state(JsonNode candle) {
    String state =
        candle.path("complete").asBoolean()
            ? "complete"
            : "INCOMPLETE " + candle.path("missing_ms").asText() + " ms missing";
    return state
        + (candle.path("revised").asBoolean() ? ", revised" : "")
        + (candle.path("final").asBoolean() ? ", final" : "");
  }

  /** The function that Spark calls with each batch of rows with a text column {@code value}. */
  VoidFunction2<Dataset<Row>, Long> batches() {
    return (rows, batch) -> add(rows.select(col("value")).as(Encoders.STRING()).collectAsList());
  }

  /**
   * Shows what is published in a candles topic.
   *
   * @param source the topic
   * @param table what shows it
   */
  public record Job(KafkaSource source, ShownCandles table) implements StreamingJob {

    @Override
    public String name() {
      return "candles-shown";
    }

    @Override
    public DataStreamWriter<Row> describe(SparkSession session) {
      return source.stream(session)
          .select(col("value").cast("string").as("value"))
          .writeStream()
          .foreachBatch(table.batches());
    }
  }
}
