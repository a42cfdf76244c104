package dev.orderflow.spark.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import dev.orderflow.spark.kafka.KafkaSource;
import dev.orderflow.spark.scan.RecordCounts;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.OutputMode;

/**
 * Prints the records of the source topics as they arrive: topic, offset and the value as text.
 *
 * <p>Spark's console sink collects a whole batch on the driver before it prints the first rows, so
 * the source's {@code maxOffsetsPerTrigger} bounds the driver's memory.
 *
 * @param source what to read
 * @param rowsShown rows printed of each batch, at least 1; the others are only counted
 * @param truncate whether each column is cut to 20 characters
 */
public record ConsoleJob(KafkaSource source, int rowsShown, boolean truncate)
    implements StreamingJob {

  @Override
  public String name() {
    return "console";
  }

  @Override
  public DataStreamWriter<Row> describe(SparkSession session) {
    return RecordCounts.observe(source.stream(session))
        .select(col("topic"), col("offset"), expr("cast(value as string) as actualValue"))
        .writeStream()
        .format("console")
        .option("numRows", rowsShown)
        .option("truncate", truncate)
        .outputMode(OutputMode.Append());
  }
}
