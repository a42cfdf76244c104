package dev.orderflow.benchmarks.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.map_from_entries;

import dev.orderflow.spark.kafka.KafkaCluster;
import dev.orderflow.spark.kafka.KafkaSource;
import dev.orderflow.spark.kafka.TopicSelection;
import dev.orderflow.spark.scan.RecordFilter;
import dev.orderflow.spark.source.ChannelName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The limit and the obvious way, to measure the jobs against: reading the topic into nothing, with
 * its headers; the same with what a job needs of a record taken by {@code from_json}, a map of the
 * headers and casts; and the same with every record read by the application's own scan, which all
 * of its jobs begin with.
 */
public final class ReadingJob {

  private static final Set<String> KINDS = Set.of(ChannelName.LIVE_ORDERS, ChannelName.LIVE_TRADES);

  private static final StructType FRAME =
      new StructType()
          .add("event", DataTypes.StringType)
          .add("channel", DataTypes.StringType)
          .add("event_id", DataTypes.StringType)
          .add(
              "data",
              new StructType()
                  .add("id", DataTypes.LongType)
                  .add("order_type", DataTypes.IntegerType)
                  .add("order_subtype", DataTypes.IntegerType)
                  .add("microtimestamp", DataTypes.StringType)
                  .add("amount_str", DataTypes.StringType)
                  .add("amount_traded", DataTypes.StringType)
                  .add("amount_at_create", DataTypes.StringType)
                  .add("price_str", DataTypes.StringType));

  private static final DataType MONEY = DataTypes.createDecimalType(38, 18);

  private ReadingJob() {}

  /**
   * Reads a topic to its end.
   *
   * @param arguments {@code read}, {@code read-one-task}, {@code from_json}, {@code
   *     from_json-one-task} or {@code parsed}; brokers, topic, records a batch
   * @throws Exception where the query fails
   */
  public static void main(String[] arguments) throws Exception {
    String side = arguments[0];
    SparkSession session = SparkSession.builder().appName(side).getOrCreate();
    session.sparkContext().setLogLevel("WARN");
    KafkaSource source =
        new KafkaSource(
            new KafkaCluster(arguments[1], Map.of()),
            new TopicSelection.Named(List.of(arguments[2])),
            "earliest",
            Integer.parseInt(arguments[3]),
            true);
    rows(
            side,
            side.endsWith("-one-task")
                ? asSparkDoes(session, arguments)
                : source.streamInShares(session))
        .writeStream()
        .queryName(side)
        .format("noop")
        .trigger(Trigger.AvailableNow())
        .start()
        .awaitTermination();
    session.stop();
  }

  private static Dataset<Row> asSparkDoes(SparkSession session, String[] arguments) {
    return session
        .readStream()
        .format("kafka")
        .option("kafka.bootstrap.servers", arguments[1])
        .option("subscribe", arguments[2])
        .option("startingOffsets", "earliest")
        .option("maxOffsetsPerTrigger", arguments[3])
        .option("includeHeaders", true)
        .load();
  }

  private static Dataset<Row> rows(String side, Dataset<Row> records) {
    if (side.startsWith("from_json")) {
      return records
          .select(
              map_from_entries(col("headers")).as("headers"),
              from_json(col("value").cast("string"), FRAME).as("frame"))
          .select(
              header("channel"),
              header("event"),
              header("origin"),
              header("session").cast("long"),
              header("received_at").cast("long"),
              col("frame.event_id"),
              col("frame.data.id"),
              col("frame.data.order_type"),
              col("frame.data.order_subtype"),
              col("frame.data.microtimestamp").cast("long"),
              col("frame.data.price_str").cast(MONEY),
              col("frame.data.amount_str").cast(MONEY),
              col("frame.data.amount_traded").cast(MONEY),
              col("frame.data.amount_at_create").cast(MONEY));
    }
    return side.equals("parsed")
        ? new RecordFilter(Set.of(), KINDS, Map.of()).scan(records)
        : records;
  }

  private static Column header(String name) {
    return col("headers").getItem(name).cast("string");
  }
}
