package dev.orderflow.spark.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import dev.orderflow.spark.kafka.KafkaOutput;
import dev.orderflow.spark.kafka.TransactionalWriter;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.OutputMode;

/** Where the rows of a job go. */
public sealed interface RowSink {

  /**
   * Describes the writing of a job's rows.
   *
   * @param rows rows of a job
   * @return a writer that has not been started
   */
  DataStreamWriter<Row> write(Dataset<Row> rows);

  /**
   * To Kafka, each row once, whatever fails and is repeated. Readers need {@code
   * isolation.level=read_committed} to see it so.
   *
   * @param output the topics
   */
  record ExactlyOnce(KafkaOutput output) implements RowSink {
    @Override
    public DataStreamWriter<Row> write(Dataset<Row> rows) {
      return rows.writeStream()
          .foreach(new TransactionalWriter(output))
          .outputMode(OutputMode.Append());
    }
  }

  /**
   * To Kafka by Spark's own sink, which writes a batch again when it is repeated; for clusters that
   * allow no transactions.
   *
   * @param output the topics
   */
  record AtLeastOnce(KafkaOutput output) implements RowSink {

    private static final Column HEADERS =
        expr(
            "cast(array(struct('received_at', cast(cast(received_at as string) as binary)))"
                + " as array<struct<key:string,value:binary>>)");

    @Override
    public DataStreamWriter<Row> write(Dataset<Row> rows) {
      DataStreamWriter<Row> writer =
          rows.select(topic(output).as("topic"), col("key"), col("value"), HEADERS.as("headers"))
              .writeStream()
              .format("kafka")
              .option("kafka.bootstrap.servers", output.cluster().bootstrapServers())
              .outputMode(OutputMode.Append());
      output
          .cluster()
          .clientSettings()
          .forEach((key, value) -> writer.option("kafka." + key, value));
      return writer;
    }

    private static Column topic(KafkaOutput output) {
      Column topic = lit(null);
      for (Map.Entry<String, String> each : output.topics().entrySet()) {
        topic = when(col("output").equalTo(each.getKey()), each.getValue()).otherwise(topic);
      }
      return topic;
    }
  }

  /**
   * To the driver, which shows the newest candles.
   *
   * @param output the output that is shown
   * @param table what shows it
   */
  record Shown(String output, ShownCandles table) implements RowSink {
    @Override
    public DataStreamWriter<Row> write(Dataset<Row> rows) {
      return rows.where(col("output").equalTo(output))
          .writeStream()
          .foreachBatch(table.batches())
          .outputMode(OutputMode.Append());
    }
  }
}
