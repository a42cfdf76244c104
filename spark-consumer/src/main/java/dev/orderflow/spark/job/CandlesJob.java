package dev.orderflow.spark.job;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;

import dev.orderflow.spark.market.candle.CandleSettings;
import dev.orderflow.spark.source.ChannelName;
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
 * Candles of every market of the source topic.
 *
 * <p>Each market is one key of Spark's state. What a market publishes follows from its records and
 * their order alone: a batch that is repeated, or cut otherwise, publishes the same.
 *
 * @param source what to read
 * @param markets the markets wanted; all where empty
 * @param losses the first offset that is left of partitions whose records were deleted before they
 *     were read, such as {@code testTopic-0}; candles there are incomplete
 * @param settings what candles to make
 * @param sink where they go
 */
public record CandlesJob(
    KafkaSource source,
    Set<String> markets,
    Map<String, Long> losses,
    CandleSettings settings,
    RowSink sink)
    implements StreamingJob {

  /** The job's name. */
  public static final String NAME = "candles";

  /** The output of candles. */
  public static final String CANDLES = CandleUpdate.CANDLES;

  private static final String METRIC = "orderflow.candles";

  /** Copies the collections, so that a job never changes. */
  public CandlesJob {
    markets = Set.copyOf(markets);
    losses = Map.copyOf(losses);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public DataStreamWriter<Row> describe(SparkSession session) {
    Dataset<Row> published =
        new SourceScan(markets, Set.of(ChannelName.LIVE_TRADES), losses)
            .scan(source.streamInShares(session))
            .groupByKey((MapFunction<Row, String>) row -> row.getString(0), Encoders.STRING())
            .flatMapGroupsWithState(
                new CandleUpdate(NAME, settings),
                OutputMode.Append(),
                Encoders.BINARY(),
                Encoders.row(OutputRow.SCHEMA),
                GroupStateTimeout.NoTimeout());
    return sink.write(
        published.observe(
            METRIC,
            count("candles", col("is_first")),
            count("final", col("is_final")),
            count("incomplete", col("newly_incomplete")),
            count("revisions", col("output").equalTo(CandleUpdate.CANDLES)),
            count("rejected", col("output").equalTo(CandleUpdate.REJECTED))));
  }

  private static Column count(String name, Column condition) {
    return coalesce(count_if(condition), lit(0L)).as(name);
  }

  @Override
  public List<String> countNames() {
    return List.of("candles", "final", "incomplete", "revisions", "rejected");
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
