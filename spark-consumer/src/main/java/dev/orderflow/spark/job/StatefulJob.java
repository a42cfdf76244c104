package dev.orderflow.spark.job;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.orderflow.spark.kafka.KafkaSource;
import dev.orderflow.spark.kafka.OutputRow;
import dev.orderflow.spark.scan.RecordFilter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.GroupStateTimeout;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/**
 * A computation over every market of the source topic.
 *
 * <p>Each market is one key of Spark's state. What a market publishes follows from its records and
 * their order alone: a batch that is repeated, or cut otherwise, publishes the same.
 *
 * @param source what to read
 * @param markets the markets wanted; all where empty
 * @param losses the first offset that is left of partitions whose records were deleted before they
 *     were read, such as {@code testTopic-0}; what is computed there is incomplete
 * @param computation what to compute
 * @param publishesRefused whether records that cannot be used are published, or only counted
 * @param sink where it goes
 */
public record StatefulJob(
    KafkaSource source,
    Set<String> markets,
    Map<String, Long> losses,
    MarketComputation computation,
    boolean publishesRefused,
    RowSink sink)
    implements StreamingJob {

  private static final String METRIC = "orderflow.output";

  /** Copies the collections, so that a job never changes. */
  public StatefulJob {
    markets = Set.copyOf(markets);
    losses = Map.copyOf(losses);
  }

  @Override
  public String name() {
    return computation.name();
  }

  @Override
  public DataStreamWriter<Row> describe(SparkSession session) {
    Dataset<Row> rows =
        filter()
            .scan(source.streamInShares(session))
            .groupByKey((MapFunction<Row, String>) row -> row.getString(0), Encoders.STRING())
            .flatMapGroupsWithState(
                new MarketUpdate(computation, publishesRefused),
                OutputMode.Append(),
                Encoders.BINARY(),
                Encoders.row(OutputRow.SCHEMA),
                GroupStateTimeout.NoTimeout());
    List<Column> counts =
        computation.counts().entrySet().stream()
            .map(count -> sumOf(count.getValue()).as(count.getKey()))
            .toList();
    Column[] others = counts.subList(1, counts.size()).toArray(Column[]::new);
    return sink.write(rows.observe(METRIC, counts.get(0), others).where(OutputRow.IS_PUBLISHED));
  }

  private RecordFilter filter() {
    RecordFilter filter = new RecordFilter(markets, computation.channelKinds(), losses);
    // Who reads what is committed passes over all that was aborted.
    String isolation = source.cluster().clientSettings().getOrDefault("isolation.level", "");
    return isolation.equals("read_committed")
        ? new RecordFilter(filter.markets(), filter.kinds(), losses, Long.MAX_VALUE)
        : filter;
  }

  private static Column sumOf(String name) {
    return coalesce(sum(when(col("output").equalTo(name), col("count"))), lit(0L));
  }

  @Override
  public List<String> countNames() {
    return List.copyOf(computation.counts().keySet());
  }

  @Override
  public Map<String, Long> counts(StreamingQueryProgress progress) {
    Map<String, Long> counts = new LinkedHashMap<>();
    Optional<Row> row = Optional.ofNullable(progress.observedMetrics().get(METRIC));
    for (String name : countNames()) {
      counts.put(name, row.map(r -> r.<Long>getAs(name)).orElse(0L));
    }
    return counts;
  }
}
