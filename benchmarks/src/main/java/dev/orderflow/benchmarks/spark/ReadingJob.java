package dev.orderflow.benchmarks.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The limit and the obvious way, to measure the jobs against: reading the topic into nothing, with
 * its headers, and the same with every value parsed by {@code from_json}.
 */
public final class ReadingJob {

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

  private ReadingJob() {}

  /**
   * Reads a topic to its end.
   *
   * @param arguments {@code read} or {@code from_json}, brokers, topic, records a batch
   * @throws Exception where the query fails
   */
  public static void main(String[] arguments) throws Exception {
    SparkSession session = SparkSession.builder().appName(arguments[0]).getOrCreate();
    session.streams().addListener(new Lines(arguments[0]));
    Dataset<Row> records =
        session
            .readStream()
            .format("kafka")
            .option("kafka.bootstrap.servers", arguments[1])
            .option("subscribe", arguments[2])
            .option("startingOffsets", "earliest")
            .option("maxOffsetsPerTrigger", arguments[3])
            .option("includeHeaders", true)
            .load();
    Dataset<Row> side =
        arguments[0].equals("read")
            ? records
            : records.select(
                col("headers"), from_json(col("value").cast("string"), FRAME).as("frame"));
    StreamingQuery query =
        side.writeStream().format("noop").trigger(Trigger.AvailableNow()).start();
    query.awaitTermination();
    session.stop();
  }

  /** Prints lines as the application's jobs do. */
  private static final class Lines extends StreamingQueryListener {

    private static final long serialVersionUID = 1L;
    private final String name;

    Lines(String name) {
      this.name = name;
    }

    @Override
    public void onQueryStarted(QueryStartedEvent event) {
      // Nothing to print yet.
    }

    @Override
    public void onQueryProgress(QueryProgressEvent event) {
      System.out.printf(
          "progress job=%s rows=%d rows_per_s=%d%n",
          name,
          event.progress().numInputRows(),
          Math.round(event.progress().processedRowsPerSecond()));
    }

    @Override
    public void onQueryTerminated(QueryTerminatedEvent event) {
      // The main thread waits for it.
    }
  }
}
