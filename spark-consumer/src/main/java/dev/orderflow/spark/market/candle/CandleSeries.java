package dev.orderflow.spark.market.candle;

import dev.orderflow.spark.market.TimeRanges;
import dev.orderflow.spark.market.Trade;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * The candles of one market, from its trades and from what is known of the trades channel's holes.
 *
 * <p>What is published, and when, depends on the events and their order alone, not on how they are
 * cut into batches: a candle is published with its first change in a step of {@link
 * CandleSettings#updateMicros()}, once more when that step is over if it changed again, and as
 * final when the market is {@link CandleSettings#graceMicros()} past its end.
 *
 * <p>Memory is bounded by the grace and the intervals: the candles that are not final, the ids of
 * the trades that could still be repeated, and the holes that overlap them. One thread at a time.
 */
public final class CandleSeries {

  private static final int FORMAT = 2;
  private static final long NONE = Long.MIN_VALUE;

  private static final Comparator<OpenCandle> ORDER =
      Comparator.comparing(OpenCandle::interval).thenComparingLong(OpenCandle::start);

  private final CandleSettings settings;
  private final List<IntervalCandles> intervals;
  private final TreeSet<OpenCandle> changed = new TreeSet<>(ORDER);
  private final TreeMap<Long, Long> recentTrades = new TreeMap<>();
  private final TimeRanges holes = new TimeRanges();
  private final Map<String, Long> losses = new TreeMap<>();
  private final TradeClock clock = new TradeClock();
  private long now = NONE;
  private long uncoveredSince = Long.MIN_VALUE;
  private boolean uncovered = true;
  private long duplicates;

  /**
   * A series that has seen nothing.
   *
   * @param settings what to make
   */
  public CandleSeries(CandleSettings settings) {
    this.settings = settings;
    boolean flat = settings.empty() == CandleSettings.Empty.FLAT;
    intervals =
        settings.intervals().stream().map(interval -> new IntervalCandles(interval, flat)).toList();
  }

  /**
   * A trade, streamed or repaired, in the order of the topic.
   *
   * @param trade the trade
   * @param partition names the topic and partition it was read from
   * @param out receives what is to be published
   */
  public void trade(Trade trade, String partition, CandleOutput out) {
    if (recentTrades.containsKey(trade.id())) {
      duplicates++;
      return;
    }
    if (!trade.repaired()) {
      clock.trade(trade.session(), partition);
    }
    if (now != NONE && trade.micros() < someFinalBefore()) {
      tooLate(trade, out);
      return;
    }
    if (uncovered && !trade.repaired()) {
      gap(uncoveredSince, trade.micros(), out);
      uncovered = false;
    }
    long before = now;
    advance(trade.micros(), out);
    recentTrades.put(trade.id(), trade.micros());
    for (IntervalCandles candles : intervals) {
      OpenCandle candle = candles.of(trade.micros());
      candle.add(trade, before != NONE && before >= candle.end());
      changed.add(candle);
      candles.carryOn(candle, changed);
    }
    publishFirstOfStep(out);
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
    hole(Math.min(from, to), Math.max(from, to) + 1, out);
    publishFirstOfStep(out);
  }

  /**
   * A session began to carry the trades channel.
   *
   * @param continues whether the connector proves or declares what was missed before; otherwise
   *     nothing is known of the time until its first trade
   */
  public void sessionStarted(boolean continues) {
    if (!continues && !uncovered) {
      uncovered = true;
      uncoveredSince = now;
      clock.reset();
    }
  }

  /**
   * A session ceased to carry the trades channel.
   *
   * @param session which
   */
  public void sessionEnded(long session) {
    clock.ended(session);
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
      sessionStarted(false);
    }
  }

  /**
   * An event of the order channel, which tells the time between trades. Events that tell no new
   * time of their session change nothing, so it is the same whether they are passed on or not.
   *
   * @param micros its time, microseconds since the epoch
   * @param session over which connection it came
   * @param partition names the topic and partition it was read from
   * @param out receives what is to be published
   */
  public void orderEvent(long micros, long session, String partition, CandleOutput out) {
    long rounded = micros - micros % CandleSettings.TIME_STEP;
    if (!clock.isNews(rounded, session, partition)) {
      return;
    }
    long written = clock.writtenUntil(rounded, session, partition);
    if (!uncovered && written > now) {
      advance(written, out);
      publishFirstOfStep(out);
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
    for (IntervalCandles candles : intervals) {
      if (trade.micros() >= candles.firstOpen(finalBefore())) {
        OpenCandle candle = candles.of(trade.micros());
        candle.late();
        changed.add(candle);
      }
    }
    publishFirstOfStep(out);
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

  private void hole(long from, long to, CandleOutput out) {
    holes.add(from, to);
    if (now == NONE) {
      return;
    }
    long bound = someFinalBefore();
    if (from != Long.MIN_VALUE && from < bound) {
      out.lateHole(from, Math.min(to, bound));
    }
    for (IntervalCandles candles : intervals) {
      candles.hole(from, to, now, finalBefore(), changed);
    }
  }

  private void advance(long to, CandleOutput out) {
    if (to <= now) {
      return;
    }
    long before = now;
    now = to;
    if (before == NONE) {
      return;
    }
    intervals.forEach(candles -> candles.makeEmpty(before, now, holes, changed));
    intervals.forEach(
        candles -> candles.finish(finalBefore(), candle -> publishFinal(candle, out)));
    forget();
  }

  private void publishFinal(OpenCandle candle, CandleOutput out) {
    changed.remove(candle);
    out.candle(candle.publish(missing(candle), true, step(now)));
  }

  private void forget() {
    // A trade that could still be counted must be known when it is repeated.
    long bound = someFinalBefore();
    while (!recentTrades.isEmpty() && recentTrades.firstEntry().getValue() < bound) {
      recentTrades.pollFirstEntry();
    }
    // The oldest open candle need not be of the longest interval: not all divide each other.
    holes.forgetBefore(firstOpen().min().orElseThrow());
  }

  /** Publishes what changed and was not published in this step; the rest waits for its end. */
  private void publishFirstOfStep(CandleOutput out) {
    if (now == NONE || changed.isEmpty()) {
      return;
    }
    long step = step(now);
    List<OpenCandle> due = new ArrayList<>();
    for (OpenCandle candle : changed) {
      if (!candle.wasPublishedIn(step)) {
        due.add(candle);
      }
    }
    for (OpenCandle candle : due) {
      changed.remove(candle);
      out.candle(candle.publish(missing(candle), false, step));
    }
  }

  private long missing(OpenCandle candle) {
    return holes.within(candle.start(), candle.end());
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
    out.writeBoolean(uncovered);
    out.writeLong(uncoveredSince);
    out.writeLong(duplicates);
    clock.write(out);
    holes.write(out, DataOutput::writeLong);
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
  }

  /**
   * A series as it was written.
   *
   * @param settings the settings it had then
   * @param in gives what was written
   * @return the series
   * @throws IOException where it is not what was written
   */
  public static CandleSeries read(CandleSettings settings, DataInput in) throws IOException {
    int format = in.readByte();
    if (format != FORMAT) {
      throw new IOException("candle state of format " + format + " is not known");
    }
    CandleSeries series = new CandleSeries(settings);
    series.now = in.readLong();
    series.uncovered = in.readBoolean();
    series.uncoveredSince = in.readLong();
    series.duplicates = in.readLong();
    series.clock.read(in);
    series.holes.read(in, DataInput::readLong);
    for (int left = in.readInt(); left > 0; left--) {
      series.losses.put(in.readUTF(), in.readLong());
    }
    for (int left = in.readInt(); left > 0; left--) {
      series.recentTrades.put(in.readLong(), in.readLong());
    }
    for (IntervalCandles candles : series.intervals) {
      candles.read(in, series.changed);
    }
    return series;
  }
}
