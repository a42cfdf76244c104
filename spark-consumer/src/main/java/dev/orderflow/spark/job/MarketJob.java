package dev.orderflow.spark.job;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.orderflow.spark.market.analysis.AnalysisSettings;
import dev.orderflow.spark.market.analysis.MarketAnalysis;
import dev.orderflow.spark.source.ChannelName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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
 * The order book of every market of the source topic, its flow, the fate of its orders and alerts,
 * or some of these.
 *
 * <p>Each market is one key of Spark's state. What a market publishes follows from its records and
 * their order alone: a batch that is repeated, or cut otherwise, publishes the same.
 *
 * @param name the job's name
 * @param source what to read
 * @param markets the markets wanted; all where empty
 * @param losses the first offset that is left of partitions whose records were deleted before they
 *     were read, such as {@code testTopic-0}
 * @param settings what to compute
 * @param sink where it goes
 */
public record MarketJob(
    String name,
    KafkaSource source,
    Set<String> markets,
    Map<String, Long> losses,
    AnalysisSettings settings,
    RowSink sink)
    implements StreamingJob {

  /** Output: what the book says. */
  public static final String BOOK = MarketUpdate.BOOK;

  /** Output: what the flow says. */
  public static final String FLOW = MarketUpdate.FLOW;

  /** Output: the fate of orders. */
  public static final String ORDERS = MarketUpdate.ORDERS;

  /** Output: alerts. */
  public static final String ALERTS = MarketUpdate.ALERTS;

  private static final List<String> OUTPUTS =
      List.of(BOOK, FLOW, ORDERS, ALERTS, MarketUpdate.REJECTED);

  private static final List<String> COUNTS =
      Stream.concat(OUTPUTS.stream(), MarketAnalysis.TOTALS.stream()).toList();

  private static final Set<String> KINDS =
      Set.of(
          ChannelName.LIVE_ORDERS,
          ChannelName.LIVE_TRADES,
          ChannelName.ORDER_BOOK,
          ChannelName.DIFF_ORDER_BOOK);

  private static final String METRIC = "orderflow.market";

  /** Copies the collections, so that a job never changes. */
  public MarketJob {
    markets = Set.copyOf(markets);
    losses = Map.copyOf(losses);
  }

  @Override
  public DataStreamWriter<Row> describe(SparkSession session) {
    Dataset<Row> published =
        new SourceScan(markets, KINDS, losses)
            .scan(source.streamInShares(session))
            .groupByKey((MapFunction<Row, String>) row -> row.getString(0), Encoders.STRING())
            .flatMapGroupsWithState(
                new MarketUpdate(name, settings),
                OutputMode.Append(),
                Encoders.BINARY(),
                Encoders.row(OutputRow.SCHEMA),
                GroupStateTimeout.NoTimeout());
    Column[] counts = COUNTS.stream().skip(1).map(MarketJob::count).toArray(Column[]::new);
    return sink.write(
        published
            .observe(METRIC, count(COUNTS.get(0)), counts)
            .where(col("output").isin(OUTPUTS.toArray())));
  }

  private static Column count(String name) {
    return coalesce(sum(when(col("output").equalTo(name), col("count"))), lit(0L)).as(name);
  }

  @Override
  public List<String> countNames() {
    return COUNTS;
  }

  @Override
  public Map<String, Long> counts(StreamingQueryProgress progress) {
    Map<String, Long> counts = new LinkedHashMap<>();
    Optional<Row> row = Optional.ofNullable(progress.observedMetrics().get(METRIC));
    for (String name : COUNTS) {
      counts.put(name, row.map(r -> r.<Long>getAs(name)).orElse(0L));
    }
    return counts;
  }
}
