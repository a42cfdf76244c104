package dev.orderflow.benchmarks.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;

import dev.orderflow.spark.job.SourceScan;
import dev.orderflow.spark.source.ChannelName;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamReader;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The limit and the obvious way, to measure the jobs against: reading the topic into nothing, with
 * its headers; the same with every value parsed by {@code from_json}; and the same with every
 * record read by the application's own scan, which all of its jobs begin with.
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

  private static final int RECORDS_A_TASK = 25_000;

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
    DataStreamReader reader =
        session
            .readStream()
            .format("kafka")
            .option("kafka.bootstrap.servers", arguments[1])
            .option("subscribe", arguments[2])
            .option("startingOffsets", "earliest")
            .option("maxOffsetsPerTrigger", arguments[3])
            .option("includeHeaders", true);
    if (!side.endsWith("-one-task")) {
      reader.option("maxRecordsPerPartition", RECORDS_A_TASK);
    }
    rows(side, reader.load())
        .writeStream()
        .queryName(side)
        .format("noop")
        .trigger(Trigger.AvailableNow())
        .start()
        .awaitTermination();
    session.stop();
  }

  private static Dataset<Row> rows(String side, Dataset<Row> records) {
    if (side.startsWith("from_json")) {
      return records.select(
          col("headers"), from_json(col("value").cast("string"), FRAME).as("frame"));
    }
    return side.equals("parsed")
        ? new SourceScan(Set.of(), KINDS, Map.of()).scan(records)
        : records;
  }
}
