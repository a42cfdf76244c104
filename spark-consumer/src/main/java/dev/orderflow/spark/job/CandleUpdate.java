package dev.orderflow.spark.job;

import dev.orderflow.spark.market.Trade;
import dev.orderflow.spark.market.candle.Candle;
import dev.orderflow.spark.market.candle.CandleJson;
import dev.orderflow.spark.market.candle.CandleOutput;
import dev.orderflow.spark.market.candle.CandleSeries;
import dev.orderflow.spark.market.candle.CandleSettings;
import dev.orderflow.spark.source.FeedRecord;
import dev.orderflow.spark.source.GapReader;
import dev.orderflow.spark.source.RejectedRecordException;
import dev.orderflow.spark.source.SessionReader;
import dev.orderflow.spark.source.TradeReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapGroupsWithStateFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.GroupState;

/**
 * One market's part of a batch: feeds its {@link CandleSeries}, which is loaded and stored once.
 *
 * @param job the job's name, for the side output
 * @param settings what candles to make; the state holds no others
 */
record CandleUpdate(String job, CandleSettings settings)
    implements FlatMapGroupsWithStateFunction<String, Row, byte[], Row> {

  /** Output: candles. */
  static final String CANDLES = "candles";

  /** Output: what could not be used. */
  static final String REJECTED = "rejected";

  @Override
  public Iterator<Row> call(String market, Iterator<Row> rows, GroupState<byte[]> state)
      throws IOException {
    CandleSeries series = state.exists() ? read(settings, state.get()) : new CandleSeries(settings);
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
        feed(series, record, scanned.millis(), published);
      } catch (RejectedRecordException unusable) {
        published.rejected("malformed: " + unusable.getMessage());
      }
    }
    if (fed) {
      state.update(bytes(series));
    }
    return published.rows.iterator();
  }

  private static void feed(CandleSeries series, FeedRecord record, long millis, Published out)
      throws RejectedRecordException {
    switch (record.event()) {
      case SourceScan.TIME ->
          series.orderEvent(millis * 1_000, record.session(), record.topicPartition(), out);
      case SourceScan.LOST ->
          series.recordsLost(record.topicPartition(), Long.parseLong(record.value()));
      case FeedRecord.TRADE -> series.trade(TradeReader.read(record), record.topicPartition(), out);
      case FeedRecord.GAP -> {
        GapReader.Gap gap = GapReader.read(record);
        if (!gap.repaired()) {
          series.gap(gap.from(), gap.to(), out);
        }
      }
      case FeedRecord.SESSION -> {
        SessionReader.SessionChange change = SessionReader.read(record);
        if (change.started()) {
          series.sessionStarted(change.continues());
        } else {
          series.sessionEnded(change.session());
        }
      }
      default -> throw new RejectedRecordException("event '" + record.event() + "' is not known");
    }
  }

  private static CandleSeries read(CandleSettings settings, byte[] state) throws IOException {
    return CandleSeries.read(settings, new DataInputStream(new ByteArrayInputStream(state)));
  }

  private static byte[] bytes(CandleSeries series) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    series.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  /** Makes rows of what the series says, and remembers which record it was about. */
  private static final class Published implements CandleOutput {

    private final String job;
    private final String market;
    private final List<Row> rows = new ArrayList<>();
    private FeedRecord cause;

    Published(String job, String market) {
      this.job = job;
      this.market = market;
    }

    @Override
    public void candle(Candle candle) {
      rows.add(
          OutputRow.of(
              CANDLES,
              CandleJson.key(market, candle),
              CandleJson.value(market, candle),
              cause.receivedAt(),
              candle.revision() == 1,
              candle.isFinal(),
              candle.isNewlyIncomplete()));
    }

    @Override
    public void lateTrade(Trade trade) {
      rejected("late: trade " + trade.id() + " belongs to candles that are final");
    }

    @Override
    public void lateHole(long from, long to) {
      rejected(
          "late: trades may be missing from final candles between "
              + from
              + " and "
              + to
              + " (microseconds since the epoch)");
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
