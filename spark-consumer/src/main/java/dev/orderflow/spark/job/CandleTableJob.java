package dev.orderflow.spark.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.from_json;

import dev.orderflow.spark.kafka.KafkaSource;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Keeps the final candles of a topic as a table, partitioned by market and day: what a candle came
 * to, once, and never a file that half a batch has written.
 *
 * @param source the candles topic, only what is committed
 * @param directory where the table is
 * @param format such as {@code parquet}
 */
public record CandleTableJob(KafkaSource source, String directory, String format)
    implements StreamingJob {

  /** The job's name. */
  public static final String NAME = "candles-table";

  /** Holds every price and amount of the venue exactly. */
  private static final DataType MONEY = DataTypes.createDecimalType(38, 18);

  /** The day in UTC, whatever the session's time zone is. */
  private static final String DAY =
      "date_from_unix_date(cast(unix_seconds(start) div 86400 as int))";

  private static final StructType CANDLE =
      new StructType()
          .add("market", DataTypes.StringType)
          .add("interval", DataTypes.StringType)
          .add("start", DataTypes.TimestampType)
          .add("end", DataTypes.TimestampType)
          .add("open", MONEY)
          .add("high", MONEY)
          .add("low", MONEY)
          .add("close", MONEY)
          .add("volume", MONEY)
          .add("quote_volume", MONEY)
          .add("vwap", MONEY)
          .add("trades", DataTypes.LongType)
          .add("buy_volume", MONEY)
          .add("sell_volume", MONEY)
          .add("first_trade_id", DataTypes.LongType)
          .add("last_trade_id", DataTypes.LongType)
          .add("complete", DataTypes.BooleanType)
          .add("reason", DataTypes.StringType)
          .add("proven", DataTypes.StringType)
          .add("missing_ms", DataTypes.LongType)
          .add("late_trades", DataTypes.LongType)
          .add("repaired_trades", DataTypes.LongType)
          .add("final", DataTypes.BooleanType)
          .add("revised", DataTypes.BooleanType)
          .add("revision", DataTypes.IntegerType);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public DataStreamWriter<Row> describe(SparkSession session) {
    return source.stream(session)
        .select(from_json(col("value").cast("string"), CANDLE).as("candle"))
        .select("candle.*")
        .where(col("final"))
        .withColumn("day", expr(DAY))
        .writeStream()
        .format(format)
        .option("path", directory)
        .partitionBy("market", "day")
        .outputMode(OutputMode.Append());
  }
}
