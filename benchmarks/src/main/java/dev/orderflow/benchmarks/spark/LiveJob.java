package dev.orderflow.benchmarks.spark;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.window;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Queries as one would write them from Spark's guide, which publish the header {@code received_at}
 * of a row's newest cause: candles of a second by {@code from_json} and a window, and every frame
 * unchanged to another topic.
 */
public final class LiveJob {

  private static final StructType FRAME =
      new StructType()
          .add(
              "data",
              new StructType()
                  .add("microtimestamp", DataTypes.StringType)
                  .add("price_str", DataTypes.StringType)
                  .add("amount_str", DataTypes.StringType));

  private static final String RECEIVED = "received_at";

  private LiveJob() {}

  /**
   * Runs until it is stopped.
   *
   * @param arguments {@code plain}, {@code forward} or {@code forward-real-time}; brokers, source
   *     topic, output topic, checkpoint
   * @throws Exception where the query fails
   */
  public static void main(String[] arguments) throws Exception {
    SparkSession session = SparkSession.builder().appName(arguments[0]).getOrCreate();
    session.sparkContext().setLogLevel("WARN");
    Dataset<Row> records =
        session
            .readStream()
            .format("kafka")
            .option("kafka.bootstrap.servers", arguments[1])
            .option("subscribe", arguments[2])
            .option("startingOffsets", "earliest")
            .option("includeHeaders", true)
            .load();
    boolean stateful = arguments[0].equals("plain");
    DataStreamWriter<Row> writer =
        (stateful ? candles(records) : records.select("key", "value", "headers"))
            .writeStream()
            .format("kafka")
            .option("kafka.bootstrap.servers", arguments[1])
            .option("topic", arguments[3])
            .option("checkpointLocation", arguments[4]);
    switch (arguments[0]) {
      case "plain" -> writer.outputMode(OutputMode.Update());
      case "forward-real-time" ->
          writer.outputMode(OutputMode.Update()).trigger(Trigger.RealTime("5 minutes"));
      default -> writer.outputMode(OutputMode.Append());
    }
    writer.start().awaitTermination();
  }

  private static Dataset<Row> candles(Dataset<Row> records) {
    Column price = col("price");
    return records
        .select(
            col("key"),
            from_json(col("value").cast("string"), FRAME).as("frame"),
            expr("cast(cast(element_at(map_from_entries(headers), 'received_at') as string) as long)")
                .as(RECEIVED))
        .select(
            col("key"),
            col(RECEIVED),
            expr("timestamp_micros(cast(frame.data.microtimestamp as long))").as("at"),
            expr("cast(frame.data.price_str as decimal(20,8))").as("price"),
            expr("cast(frame.data.amount_str as decimal(20,8))").as("amount"))
        .withWatermark("at", "10 seconds")
        .groupBy(col("key"), window(col("at"), "1 second"))
        .agg(
            min_by(price, col("at")).as("open"),
            max(price).as("high"),
            min(price).as("low"),
            max_by(price, col("at")).as("close"),
            sum(col("amount")).as("volume"),
            max(col(RECEIVED)).as(RECEIVED))
        .select(
            col("key"),
            to_json(struct("window.start", "open", "high", "low", "close", "volume")).as("value"),
            array(
                    struct(
                        lit(RECEIVED).as("key"),
                        col(RECEIVED).cast("string").cast("binary").as("value")))
                .as("headers"));
  }
}
