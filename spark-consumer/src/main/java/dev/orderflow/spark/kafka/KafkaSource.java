package dev.orderflow.spark.kafka;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamReader;

/**
 * The source topics as an unbounded table, with their headers.
 *
 * <p>Columns are those of Spark's Kafka source: {@code key}, {@code value} (binary), {@code topic},
 * {@code partition}, {@code offset}, {@code timestamp}, {@code timestampType} and {@code headers}
 * (array of key and binary value, null where a record has none).
 *
 * @param cluster where they are
 * @param topics which topics
 * @param startingOffsets {@code earliest}, {@code latest} or Spark's JSON; used only where the
 *     checkpoint holds no offsets yet
 * @param maxOffsetsPerTrigger upper bound of records in one batch, at least 1
 * @param failOnDataLoss whether the query fails when Kafka no longer has records that it had not
 *     read yet
 */
public record KafkaSource(
    KafkaCluster cluster,
    TopicSelection topics,
    String startingOffsets,
    int maxOffsetsPerTrigger,
    boolean failOnDataLoss) {

  /** A task of fewer records would cost more to start than it saves. */
  private static final int FEWEST_RECORDS_A_TASK = 25_000;

  /**
   * More than one, so that the last task of a batch does not leave the other cores idle for long.
   */
  private static final int TASKS_A_CORE = 2;

  /**
   * Spark's Kafka source asks for the partition's first and last offset after every poll, for which
   * it moves the client away from its position, and the client throws away what it had fetched
   * ahead. So a poll takes all that a fetch brought, which {@code max.partition.fetch.bytes}
   * bounds.
   */
  private static final Map<String, String> CLIENT_DEFAULTS = Map.of("max.poll.records", "10000");

  /**
   * The stream of all records of the topics.
   *
   * @param session the session that will run the query
   * @return a streaming dataset with the columns above
   */
  public Dataset<Row> stream(SparkSession session) {
    return reader(session).load();
  }

  /**
   * The same stream, with a large batch of one partition read by several tasks side by side: a
   * single market is a single partition, and reading is most of the work. Who needs the order of
   * the records finds it in their offsets.
   *
   * @param session the session that will run the query
   * @return a streaming dataset with the columns above
   */
  public Dataset<Row> streamInShares(SparkSession session) {
    int tasks = TASKS_A_CORE * session.sparkContext().defaultParallelism();
    int records = Math.max(FEWEST_RECORDS_A_TASK, maxOffsetsPerTrigger / tasks);
    return reader(session).option("maxRecordsPerPartition", records).load();
  }

  private DataStreamReader reader(SparkSession session) {
    DataStreamReader reader = session.readStream().format("kafka");
    CLIENT_DEFAULTS.forEach((key, value) -> reader.option("kafka." + key, value));
    cluster.clientSettings().forEach((key, value) -> reader.option("kafka." + key, value));
    return reader
        .option("kafka.bootstrap.servers", cluster.bootstrapServers())
        .option(topics.sparkOption(), topics.sparkValue())
        .option("startingOffsets", startingOffsets)
        .option("maxOffsetsPerTrigger", maxOffsetsPerTrigger)
        .option("failOnDataLoss", failOnDataLoss)
        .option("includeHeaders", true);
  }

  /**
   * The same source with another answer to lost records.
   *
   * @param fail see {@link #failOnDataLoss()}
   * @return the source
   */
  public KafkaSource failingOnDataLoss(boolean fail) {
    return new KafkaSource(cluster, topics, startingOffsets, maxOffsetsPerTrigger, fail);
  }
}
