package dev.orderflow.spark.market.candle;

import dev.orderflow.spark.market.ChannelCoverage;
import dev.orderflow.spark.market.ClosedRows;
import dev.orderflow.spark.market.CompletenessRow.Rows;
import dev.orderflow.spark.market.ProvenBy;
import dev.orderflow.spark.market.Reason;
import dev.orderflow.spark.market.StateFormat;
import dev.orderflow.spark.market.TimeRanges;
import dev.orderflow.spark.market.Trade;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * The candles of one market, from its trades and from what is known of the trades channel.
 *
 * <p>What is published, and when, depends on the events and their order alone, not on how they are
 * cut into batches: a candle is published with its first change in a step of {@link
 * CandleSettings#updateMicros()}, once more when that step is over if it changed again, when the
 * market was read past its end, with each change from then on, and as final when the market is
 * {@link CandleSettings#graceMicros()} past its end. Only what {@link #endOfBatch} adds depends on
 * batches: rows of candles that are not over.
 *
 * <p>Memory is bounded by the grace and the intervals: the candles that are not final, the ids of
 * the trades that could still be repeated, and what is missing of their time. One thread at a time.
 */
public final class CandleSeries {

  private static final int FORMAT = 5;

  private static final long NONE = ChannelCoverage.NEVER;

  private static final Comparator<OpenCandle> ORDER =
      Comparator.comparing(OpenCandle::interval).thenComparingLong(OpenCandle::start);

  private final CandleSettings settings;
  private final List<IntervalCandles> intervals;
  private final List<ClosedRows> finals;
  private final TreeSet<OpenCandle> changed = new TreeSet<>(ORDER);
  private final TreeMap<Long, Long> recentTrades = new TreeMap<>();
  private final Map<String, Long> losses = new TreeMap<>();
  private final ChannelCoverage trades = new ChannelCoverage();
  private long now = NONE;
  private long received = NONE;
  private long duplicates;

  /**
   * A series that has seen nothing.
   *
   * @param market the market
   * @param settings what to make
   */
  public CandleSeries(String market, CandleSettings settings) {
    this.settings = settings;
    boolean flat = settings.empty() == CandleSettings.Empty.FLAT;
    intervals =
        settings.intervals().stream().map(interval -> new IntervalCandles(interval, flat)).toList();
    finals =
        settings.intervals().stream()
            .map(interval -> new ClosedRows(market, Rows.CANDLES, Optional.of(interval)))
            .toList();
  }

  /**
   * A record is next.
   *
   * @param micros when the connector received it, microseconds
   */
  public void received(long micros) {
    received = micros;
  }

  /**
   * A trade, streamed or repaired, in the order of the topic.
   *
   * @param trade the trade
   * @param out receives what is to be published
   */
  public void trade(Trade trade, CandleOutput out) {
    if (recentTrades.containsKey(trade.id())) {
      duplicates++;
      return;
    }
    if (now != NONE && trade.micros() < someFinalBefore()) {
      if (trades.provenBy(trade.micros(), trade.micros() + 1).isPresent()) {
        // All of that time was read before, so this is a repetition.
        duplicates++;
      } else {
        tooLate(trade, out);
      }
      return;
    }
    long unknownSince = trades.unknownSince();
    if (trades.read(trade.micros(), !trade.repaired())) {
      hole(unknownSince, trade.micros());
    }
    long before = now;
    advance(out);
    recentTrades.put(trade.id(), trade.micros());
    for (IntervalCandles candles : intervals) {
      OpenCandle candle = candles.of(trade.micros());
      candle.add(trade, before != NONE && before >= candle.end());
      changed.add(candle);
      candles.carryOn(candle, changed);
    }
    publishDue(out);
  }

  /**
   * A hole in the trades channel that could not be repaired.
   *
   * <p>Both ends belong to it: an order that trades with several others does so in one microsecond,
   * so trades of the same time as those around the hole may be missing too. Where the exchange's
   * clock went back, the times in between are the hole.
   *
   * @param from time of the last trade before it, microseconds; {@link Long#MIN_VALUE} where there
   *     was none
   * @param to time of the first trade after it, microseconds
   * @param out receives what is to be published
   */
  public void gap(long from, long to, CandleOutput out) {
    miss(from, to, Reason.GAP, out);
  }

  private void miss(long from, long to, Reason reason, CandleOutput out) {
    TimeRanges before = trades.missingTimes();
    trades.miss(from, to, reason);
    restate(Math.min(from, to), Math.max(from, to), before, reason, out);
    hole(from, to);
    publishDue(out);
  }

  /** The exchange counts its trades anew: an id that comes again is of another trade. */
  public void idsBeginAnew() {
    recentTrades.clear();
  }

  /**
   * What a gap between two times declared missing has been written, and is in the candles that were
   * not final.
   *
   * @param from as of {@link #gap}
   * @param to as of {@link #gap}
   * @param out receives what is to be published
   */
  public void gapRepaired(long from, long to, CandleOutput out) {
    repair(from, to, out);
    publishDue(out);
  }

  private void repair(long from, long to, CandleOutput out) {
    TimeRanges before = trades.missingTimes();
    if (trades.repair(from, to) && now != NONE) {
      restate(from, to, before, Reason.GAP, out);
      intervals.forEach(candles -> candles.repaired(from, to + 1, finalBefore(), changed));
    }
  }

  /**
   * Everything of the trades channel after one time and up to another was read.
   *
   * @param from time of the trade before it, microseconds
   * @param until time of its last trade, microseconds
   * @param by what shows it
   * @param out receives what is to be published
   */
  public void proof(long from, long until, ProvenBy by, CandleOutput out) {
    if (now == NONE) {
      return;
    }
    repair(from, until, out);
    trades.prove(from, until, by);
    advance(out);
    intervals.forEach(candles -> candles.proven(from, until, now, trades, changed));
    publishDue(out);
  }

  /**
   * A record of the trades channel could not be used.
   *
   * @param micros when it happened; empty where that cannot be told, and then it may have been at
   *     any time from the last trade to the next
   * @param out receives what is to be published
   */
  public void refused(OptionalLong micros, CandleOutput out) {
    if (micros.isPresent()) {
      miss(micros.getAsLong(), micros.getAsLong(), Reason.REFUSED, out);
    } else {
      trades.interrupt(Reason.REFUSED, received);
    }
  }

  /**
   * A session began to carry the trades channel.
   *
   * @param continues whether the connector proves or declares what was missed before; otherwise
   *     nothing is known of the time until its first trade
   */
  public void sessionStarted(boolean continues) {
    if (!continues) {
      trades.interrupt(Reason.NOT_CONTINUED, received);
    }
  }

  /**
   * Records of the topic were deleted before they were read; nothing is known until the next trade.
   * The same loss may be told again.
   *
   * @param partition names the topic and partition
   * @param before the first offset that was not lost
   */
  public void recordsLost(String partition, long before) {
    if (losses.getOrDefault(partition, 0L) < before) {
      losses.put(partition, before);
      trades.interrupt(Reason.LOST, received);
    }
  }

  /**
   * Publishes what was read and is in no row yet, as not over: nobody knows whether another batch
   * comes. What is published otherwise does not change by it.
   *
   * @param out receives the rows
   */
  public void endOfBatch(CandleOutput out) {
    for (OpenCandle candle : changed) {
      if (!candle.isShown()) {
        out.candle(candle.peek(missing(candle)));
      }
    }
  }

  /**
   * Trades that were already in.
   *
   * @return their number since the series began
   */
  public long duplicates() {
    return duplicates;
  }

  /**
   * Until when the series has seen the market.
   *
   * @return microseconds since the epoch, {@link Long#MIN_VALUE} before the first trade
   */
  public long now() {
    return now;
  }

  /**
   * How much is kept.
   *
   * @return candles that may still change
   */
  public int openCandles() {
    return intervals.stream().mapToInt(IntervalCandles::size).sum();
  }

  private void tooLate(Trade trade, CandleOutput out) {
    out.lateTrade(trade);
    TimeRanges before = trades.missingTimes();
    trades.miss(trade.micros(), trade.micros(), Reason.LATE);
    restate(trade.micros(), trade.micros(), before, Reason.LATE, out);
    for (IntervalCandles candles : intervals) {
      if (trade.micros() >= candles.firstOpen(finalBefore())) {
        OpenCandle candle = candles.of(trade.micros());
        candle.late();
        changed.add(candle);
      }
    }
    publishDue(out);
  }

  /** Candles that end here or before are final. */
  private long finalBefore() {
    return now - settings.graceMicros();
  }

  /** A trade before this belongs to a final candle of at least one interval. */
  private long someFinalBefore() {
    return firstOpen().max().orElseThrow();
  }

  /** Start of the oldest candle that is not final, by interval. */
  private LongStream firstOpen() {
    long bound = finalBefore();
    return intervals.stream().mapToLong(candles -> candles.firstOpen(bound));
  }

  /** Names the final candles that say something else of a time than what is known now. */
  private void restate(long from, long to, TimeRanges before, Reason reason, CandleOutput out) {
    if (now == NONE) {
      return;
    }
    TimeRanges after = trades.missingTimes();
    for (int i = 0; i < finals.size(); i++) {
      long closed = intervals.get(i).firstOpen(finalBefore());
      finals.get(i).restate(from, to + 1, closed, before, after, reason, out::completeness);
    }
  }

  /** Tells the candles of a time that something of it is missing; both ends belong to it. */
  private void hole(long one, long other) {
    if (now != NONE) {
      long from = Math.min(one, other);
      long to = Math.max(one, other) + 1;
      intervals.forEach(candles -> candles.hole(from, to, now, finalBefore(), changed));
    }
  }

  private void advance(CandleOutput out) {
    long before = now;
    now = trades.readUntil();
    if (before == NONE || before == now) {
      return;
    }
    intervals.forEach(candles -> candles.end(before, now, trades, changed));
    intervals.forEach(
        candles -> candles.finish(finalBefore(), candle -> publishFinal(candle, out)));
    forget();
  }

  private void publishFinal(OpenCandle candle, CandleOutput out) {
    changed.remove(candle);
    out.candle(candle.publish(reason(candle), proven(candle), missing(candle), true, step(now)));
  }

  private void forget() {
    // A trade that could still be counted must be known when it is repeated.
    long bound = someFinalBefore();
    while (!recentTrades.isEmpty() && recentTrades.firstEntry().getValue() < bound) {
      recentTrades.pollFirstEntry();
    }
    // The oldest open candle need not be of the longest interval: not all divide each other.
    trades.forgetBefore(firstOpen().min().orElseThrow() - ClosedRows.KNOWN_MICROS);
  }

  /**
   * Publishes what changed and is over, or was not published in this step; the rest waits for the
   * step's end.
   */
  private void publishDue(CandleOutput out) {
    if (now == NONE || changed.isEmpty()) {
      return;
    }
    long step = step(now);
    List<OpenCandle> due = new ArrayList<>();
    for (OpenCandle candle : changed) {
      if (candle.end() <= now || !candle.wasPublishedIn(step)) {
        due.add(candle);
      }
    }
    for (OpenCandle candle : due) {
      changed.remove(candle);
      out.candle(candle.publish(reason(candle), proven(candle), missing(candle), false, step));
    }
  }

  private Optional<Reason> reason(OpenCandle candle) {
    return trades.reason(candle.start(), candle.end());
  }

  private Optional<ProvenBy> proven(OpenCandle candle) {
    return trades.provenBy(candle.start(), candle.end());
  }

  private long missing(OpenCandle candle) {
    return trades.missingWithin(candle.start(), candle.end());
  }

  private long step(long time) {
    return Math.floorDiv(time, settings.updateMicros());
  }

  /**
   * Writes everything that is not a setting.
   *
   * @param out receives it
   * @throws IOException where that fails
   */
  public void write(DataOutput out) throws IOException {
    out.writeByte(FORMAT);
    out.writeLong(now);
    out.writeLong(duplicates);
    trades.write(out);
    out.writeInt(losses.size());
    for (Map.Entry<String, Long> loss : losses.entrySet()) {
      out.writeUTF(loss.getKey());
      out.writeLong(loss.getValue());
    }
    out.writeInt(recentTrades.size());
    for (Map.Entry<Long, Long> trade : recentTrades.entrySet()) {
      out.writeLong(trade.getKey());
      out.writeLong(trade.getValue());
    }
    for (IntervalCandles candles : intervals) {
      candles.write(out, changed);
    }
    for (ClosedRows rows : finals) {
      rows.write(out);
    }
  }

  /**
   * A series as it was written.
   *
   * @param market the market
   * @param settings the settings it had then
   * @param in gives what was written
   * @return the series
   * @throws IOException where it is not what was written
   */
  public static CandleSeries read(String market, CandleSettings settings, DataInput in)
      throws IOException {
    StateFormat.readVersion(in, FORMAT, "the state of candles in the checkpoint");
    CandleSeries series = new CandleSeries(market, settings);
    series.now = in.readLong();
    series.duplicates = in.readLong();
    series.trades.read(in);
    for (int left = in.readInt(); left > 0; left--) {
      series.losses.put(in.readUTF(), in.readLong());
    }
    for (int left = in.readInt(); left > 0; left--) {
      series.recentTrades.put(in.readLong(), in.readLong());
    }
    for (IntervalCandles candles : series.intervals) {
      candles.read(in, series.changed);
    }
    for (ClosedRows rows : series.finals) {
      rows.read(in);
    }
    return series;
  }
}
