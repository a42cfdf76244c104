package dev.orderflow.spark.job;

import dev.orderflow.spark.market.CompletenessRow;
import dev.orderflow.spark.market.Trade;
import dev.orderflow.spark.market.candle.Candle;
import dev.orderflow.spark.market.candle.CandleJson;
import dev.orderflow.spark.market.candle.CandleOutput;
import dev.orderflow.spark.market.candle.CandleSeries;
import dev.orderflow.spark.market.candle.CandleSettings;
import dev.orderflow.spark.scan.RecordFilter;
import dev.orderflow.spark.scan.ScannedRecord;
import dev.orderflow.spark.source.ChannelName;
import dev.orderflow.spark.source.EventTime;
import dev.orderflow.spark.source.FeedRecord;
import dev.orderflow.spark.source.GapReader;
import dev.orderflow.spark.source.ProofReader;
import dev.orderflow.spark.source.RejectedRecordException;
import dev.orderflow.spark.source.SessionReader;
import dev.orderflow.spark.source.TradeReader;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Candles, from a market's trades.
 *
 * @param settings what candles to make
 */
public record CandleComputation(CandleSettings settings) implements MarketComputation {

  /** The job's name, and the output of candles. */
  public static final String CANDLES = "candles";

  private static final String FIRST = "first";
  private static final String FINAL = "final";
  private static final String INCOMPLETE = "incomplete";

  @Override
  public String name() {
    return CANDLES;
  }

  @Override
  public Set<String> channelKinds() {
    return Set.of(ChannelName.LIVE_TRADES);
  }

  @Override
  public Map<String, String> counts() {
    Map<String, String> counts = new LinkedHashMap<>();
    counts.put("candles", FIRST);
    counts.put("final", FINAL);
    counts.put("incomplete", INCOMPLETE);
    counts.put("revisions", CANDLES);
    counts.put("completeness", COMPLETENESS);
    counts.put("rejected", REJECTED);
    return counts;
  }

  @Override
  public State begin(String market) {
    return new Candles(market, settings);
  }

  private static final class Candles implements State {

    private final String market;
    private final CandleSettings settings;
    private final PendingProofs proofs = new PendingProofs();
    private CandleSeries series;

    Candles(String market, CandleSettings settings) {
      this.market = market;
      this.settings = settings;
      series = new CandleSeries(market, settings);
    }

    @Override
    public void accept(ScannedRecord scanned, MarketRows rows) throws RejectedRecordException {
      CandleOutput out = new Output(market, rows);
      series.received(scanned.record().receivedAt());
      take(scanned.record(), out);
      proveUpTo(scanned.record(), out);
    }

    private void take(FeedRecord record, CandleOutput out) throws RejectedRecordException {
      switch (record.event()) {
        case RecordFilter.LOST ->
            series.recordsLost(record.topicPartition(), Long.parseLong(record.value()));
        case FeedRecord.TRADE -> series.trade(TradeReader.read(record), out);
        case FeedRecord.GAP -> {
          GapReader.Gap gap = GapReader.read(record);
          if (gap.repaired()) {
            series.gapRepaired(gap.from(), gap.to(), out);
          } else {
            gap(record, gap, out);
          }
          if (gap.isNewCountOfTrades()) {
            series.idsBeginAnew();
          }
        }
        case FeedRecord.FILL_WITHOUT_TRADE -> {
          // Order events are not read, and no trade is missing.
        }
        case FeedRecord.PROOF ->
            ProofReader.read(record).ifPresent(proof -> proofs.add(record, proof));
        case FeedRecord.SESSION -> {
          SessionReader.SessionChange change = SessionReader.read(record);
          if (change.started()) {
            series.sessionStarted(change.continues());
          }
        }
        default -> throw RejectedRecordException.unknownEvent(record.event());
      }
    }

    private void gap(FeedRecord record, GapReader.Gap gap, CandleOutput out) {
      series.gap(gap.from(), gap.to(), out);
      proofs.contradict(record.channel(), gap.from(), gap.to());
    }

    /** A proof says what stands in the topic up to a record, and that record with it. */
    private void proveUpTo(FeedRecord taken, CandleOutput out) {
      // Of a loss the record tells that it comes before.
      if (!taken.event().equals(RecordFilter.LOST)) {
        proofs.read(taken);
        proofs.takeDue(
            (channel, proof) -> series.proof(proof.from(), proof.until(), proof.by(), out));
      }
    }

    @Override
    public void refused(ScannedRecord scanned, MarketRows rows) {
      FeedRecord record = scanned.record();
      CandleOutput out = new Output(market, rows);
      series.received(record.receivedAt());
      if (record.isOf(ChannelName.LIVE_TRADES) && record.mayTellOfEvents()) {
        if (record.event().equals(FeedRecord.GAP)) {
          GapReader.ofRefused(record).ifPresent(gap -> gap(record, gap, out));
        } else {
          series.refused(EventTime.ofRefused(record), out);
        }
      }
      proveUpTo(record, out);
    }

    @Override
    public void endOfBatch(MarketRows rows) {
      series.endOfBatch(new Output(market, rows));
    }

    @Override
    public void write(DataOutput out) throws IOException {
      proofs.write(out);
      series.write(out);
    }

    @Override
    public void read(DataInput in) throws IOException {
      proofs.read(in);
      series = CandleSeries.read(market, settings, in);
    }
  }

  /** Makes rows of what a series says. */
  private record Output(String market, MarketRows rows) implements CandleOutput {

    @Override
    public void candle(Candle candle) {
      rows.publish(CANDLES, CandleJson.key(market, candle), CandleJson.value(market, candle));
      rows.count(FIRST, candle.revision() == 1 ? 1 : 0);
      rows.count(FINAL, candle.isFinal() ? 1 : 0);
      rows.count(INCOMPLETE, candle.isNewlyIncomplete() ? 1 : 0);
    }

    @Override
    public void lateTrade(Trade trade) {
      rows.reject("late: trade " + trade.id() + " belongs to candles that are final");
    }

    @Override
    public void completeness(CompletenessRow row) {
      rows.publish(row);
    }
  }
}
