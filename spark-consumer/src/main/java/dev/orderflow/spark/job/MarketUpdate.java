package dev.orderflow.spark.job;

import dev.orderflow.spark.market.MarketRow;
import dev.orderflow.spark.market.analysis.AnalysisSettings;
import dev.orderflow.spark.market.book.BookRow;
import dev.orderflow.spark.market.flow.FlowRow;
import dev.orderflow.spark.market.order.OrderRow;
import dev.orderflow.spark.source.FeedRecord;
import dev.orderflow.spark.source.RejectedRecordException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.api.java.function.FlatMapGroupsWithStateFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.GroupState;

/**
 * One market's part of a batch: feeds its {@link MarketFeed}, which is loaded and stored once.
 *
 * @param job the job's name, for the side output
 * @param settings what to compute; the state holds nothing else
 */
record MarketUpdate(String job, AnalysisSettings settings)
    implements FlatMapGroupsWithStateFunction<String, Row, byte[], Row> {

  /** Output: what the book says. */
  static final String BOOK = "book";

  /** Output: what the flow says. */
  static final String FLOW = "flow";

  /** Output: the fate of orders. */
  static final String ORDERS = "orders";

  /** Output: alerts. */
  static final String ALERTS = "alerts";

  /** Output: what could not be used. */
  static final String REJECTED = "rejected";

  @Override
  public Iterator<Row> call(String market, Iterator<Row> rows, GroupState<byte[]> state)
      throws IOException {
    MarketFeed feed = new MarketFeed(market, settings);
    if (state.exists()) {
      feed.read(new DataInputStream(new ByteArrayInputStream(state.get())));
    }
    Map<String, Long> before = feed.totals();
    Published published = new Published(job, market);
    boolean fed = false;
    for (Iterator<ScannedRecord> records = TopicOrder.of(rows); records.hasNext(); ) {
      ScannedRecord scanned = records.next();
      FeedRecord record = scanned.record();
      published.cause = record;
      if (!scanned.reason().isEmpty()) {
        published.rejected(scanned.reason());
        continue;
      }
      fed = true;
      try {
        if (scanned.order().isPresent()) {
          feed.order(scanned.order().get(), published);
        } else {
          feed.accept(record, published);
        }
      } catch (RejectedRecordException unusable) {
        published.rejected("malformed: " + unusable.getMessage());
      }
    }
    if (fed) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      feed.write(new DataOutputStream(bytes));
      state.update(bytes.toByteArray());
    }
    feed.totals()
        .forEach((name, total) -> published.counted(name, total - before.getOrDefault(name, 0L)));
    return published.rows.iterator();
  }

  /** Makes records of what the analysis says, and remembers which record it was about. */
  private static final class Published implements Consumer<MarketRow> {

    private final String job;
    private final String market;
    private final List<Row> rows = new ArrayList<>();
    private FeedRecord cause;

    Published(String job, String market) {
      this.job = job;
      this.market = market;
    }

    @Override
    public void accept(MarketRow row) {
      rows.add(OutputRow.of(output(row), key(row), row.toJson(), cause.receivedAt()));
    }

    private static String output(MarketRow row) {
      if (row instanceof BookRow) {
        return BOOK;
      }
      if (row instanceof FlowRow) {
        return FLOW;
      }
      return row instanceof OrderRow ? ORDERS : ALERTS;
    }

    private static String key(MarketRow row) {
      if (row instanceof FlowRow flow) {
        return flow.market()
            + '|'
            + flow.interval()
            + '|'
            + Instant.ofEpochSecond(flow.start() / 1_000_000);
      }
      if (row instanceof OrderRow order) {
        return order.market() + '|' + order.orderId();
      }
      return row.market();
    }

    void counted(String name, long count) {
      if (count > 0) {
        rows.add(OutputRow.counted(name, count));
      }
    }

    void rejected(String reason) {
      rows.add(
          OutputRow.of(
              REJECTED,
              RejectedJson.key(cause),
              RejectedJson.value(job, market, cause, reason),
              cause.receivedAt()));
    }
  }
}
