package dev.orderflow.spark.market.flow;

import dev.orderflow.spark.market.ChannelCoverage;
import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.MarketEvent.Feed;
import dev.orderflow.spark.market.MarketEvent.Gap;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.MarketEvent.Proof;
import dev.orderflow.spark.market.MissingTimes;
import dev.orderflow.spark.market.ProvenBy;
import dev.orderflow.spark.market.Reason;
import dev.orderflow.spark.market.StateFormat;
import dev.orderflow.spark.market.Trade;
import dev.orderflow.spark.market.book.BestBidOffer;
import dev.orderflow.spark.market.flow.FlowWindow.Knowledge;
import dev.orderflow.spark.market.order.OrderChange;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Measures a market's flow in intervals of event time.
 *
 * <p>A row is written once orders and trades have been read past an interval's end, or without that
 * once the clock, the latest event time seen, has passed it by the grace; what comes later for that
 * interval gives a revision at once, and for the cumulative delta of those behind it at the next
 * full second, as long as the horizon is not passed. All of this follows from the events alone;
 * only {@link #endOfBatch} adds rows of intervals that are not over.
 */
public final class FlowMeter {

  private static final int VERSION = 2;
  private static final long SECOND = 1_000_000;
  private static final long MILLISECOND = 1_000;
  private static final long NEVER = -1;

  /** One interval's windows by their start. */
  private static final class Windows {
    private final Interval interval;
    private final TreeMap<Long, FlowWindow> byStart = new TreeMap<>();
    private BigDecimal deltaBefore = BigDecimal.ZERO;
    private long lastStart = NEVER;
    private FlowWindow last = new FlowWindow();

    Windows(Interval interval) {
      this.interval = interval;
    }

    FlowWindow at(long micros) {
      long start = interval.startOf(micros);
      if (start != lastStart) {
        lastStart = start;
        last = byStart.computeIfAbsent(start, absent -> new FlowWindow());
      }
      return last;
    }
  }

  private final String market;
  private final FlowSettings settings;
  private final List<Windows> all = new ArrayList<>();
  private final ChannelCoverage orders = new ChannelCoverage();
  private final ChannelCoverage trades = new ChannelCoverage();
  private final MissingTimes bookUnknown = new MissingTimes();
  private long clock = NEVER;
  private long flushed = NEVER;
  private long pastFlushed = NEVER;
  private long unknownSince = 0;
  private Reason unknownBecause = Reason.NO_SNAPSHOT;

  /** When a snapshot last told the whole book, or was equal to it. */
  private long vouched = 0;

  private Optional<BestBidOffer> touch = Optional.empty();
  private Optional<BigDecimal> secondMid = Optional.empty();
  private long late;

  /** Creates a meter that has measured nothing. */
  public FlowMeter(String market, FlowSettings settings) {
    this.market = market;
    this.settings = settings;
    settings.intervals().forEach(interval -> all.add(new Windows(interval)));
  }

  /** Trades too old for any revision. */
  public long late() {
    return late;
  }

  /** Takes an order event and what it did. */
  public void applyOrder(OrderEvent event, OrderChange change, Consumer<FlowRow> rows) {
    read(orders, event.micros(), !event.repaired(), rows);
    for (Windows windows : all) {
      // Only a chain that was restarted in the past could come so late.
      long start = windows.interval.startOf(event.micros());
      if (!isClosed(windows, start)) {
        windows.at(event.micros()).order(event, change);
        reviseIfOver(windows, start, rows);
      }
    }
  }

  /** Takes a trade that has not been taken before. */
  public void applyTrade(Trade trade, Consumer<FlowRow> rows) {
    read(trades, trade.micros(), !trade.repaired(), rows);
    boolean counted = false;
    for (Windows windows : all) {
      long start = windows.interval.startOf(trade.micros());
      if (!isClosed(windows, start)) {
        windows.at(trade.micros()).trade(trade);
        reviseIfOver(windows, start, rows);
        counted = true;
      }
    }
    late += counted ? 0 : 1;
  }

  private void read(
      ChannelCoverage channel, long micros, boolean streamed, Consumer<FlowRow> rows) {
    long unknown = channel.unknownSince();
    if (channel.read(micros, streamed)) {
      touch(Math.max(0, unknown), micros + 1);
    }
    advance(micros, rows);
  }

  /** Until when both channels were read. */
  private long past() {
    return Math.min(orders.readUntil(), trades.readUntil());
  }

  private void reviseIfOver(Windows windows, long start, Consumer<FlowRow> rows) {
    if (start + windows.interval.micros() <= past()) {
      FlowWindow window = windows.at(start);
      Map.Entry<Long, FlowWindow> before = windows.byStart.lowerEntry(start);
      window.deltaBefore(before == null ? windows.deltaBefore : before.getValue().deltaAfter());
      rows.accept(row(windows, start, window));
    }
  }

  private boolean isClosed(Windows windows, long start) {
    return clock - (start + windows.interval.micros()) > settings.horizonMicros();
  }

  /** Takes a gap. */
  public void applyGap(Gap gap, Consumer<FlowRow> rows) {
    if (gap.feed() == Feed.BOOKS) {
      return;
    }
    ChannelCoverage channel = channel(gap.feed());
    if (gap.repaired()) {
      if (!channel.repair(gap.fromMicros(), gap.toMicros())) {
        return;
      }
    } else {
      channel.miss(gap.fromMicros(), gap.toMicros(), gap.reason());
    }
    long from = Math.min(gap.fromMicros(), gap.toMicros());
    long to = Math.max(gap.fromMicros(), gap.toMicros()) + 1;
    touch(from, to);
    boolean declared = !gap.repaired() && gap.reason() != Reason.REFUSED;
    if (gap.feed() == Feed.ORDERS && declared && from <= clock) {
      // Where it is declared late, the book has been wrong since without saying so.
      bookUnknown.add(from, clock + 1, gap.reason());
      touch(from, clock + 1);
    }
    flush(rows);
  }

  /** Takes a proof: rows of what is over say by what it is proven. */
  public void applyProof(Proof proof, Consumer<FlowRow> rows) {
    if (proof.feed() == Feed.BOOKS) {
      return;
    }
    channel(proof.feed()).prove(proof.fromMicros(), proof.untilMicros(), proof.by());
    clock = Math.max(clock, past());
    for (Windows windows : all) {
      windows
          .byStart
          .subMap(windows.interval.startOf(proof.fromMicros()), true, proof.untilMicros(), false)
          .forEach(
              (start, window) -> {
                if (!window.isAsKnown(knowledge(windows, start))) {
                  window.touch();
                }
              });
    }
    flush(rows);
  }

  /** Nothing is known of a channel from its last event on until its next. */
  public void interrupt(Feed feed, Reason reason) {
    channel(feed).interrupt(reason);
  }

  private ChannelCoverage channel(Feed feed) {
    return feed == Feed.ORDERS ? orders : trades;
  }

  /** What is said of the intervals of {@code from <= time < to} changed. */
  private void touch(long from, long to) {
    for (Windows windows : all) {
      windows
          .byStart
          .subMap(windows.interval.startOf(Math.max(0, from)), true, Math.max(0, to), false)
          .values()
          .forEach(FlowWindow::touch);
    }
  }

  /**
   * The book of a complete millisecond.
   *
   * @param now best prices; empty where a side is empty or they cross
   * @param micros the millisecond
   * @param next the millisecond of the next event
   */
  public void onMillisecondComplete(Optional<BestBidOffer> now, long micros, long next) {
    if (unknownSince != NEVER) {
      // Of the millisecond itself it is not known from what it changed.
      bookUnknown.add(unknownSince, micros + MILLISECOND, unknownBecause);
      unknownSince = NEVER;
    }
    if (now.isPresent() && touch.isPresent() && !now.equals(touch)) {
      BigDecimal contribution = contribution(touch.get(), now.get());
      if (contribution.signum() != 0) {
        for (Windows windows : all) {
          if (!isClosed(windows, windows.interval.startOf(micros))) {
            windows.at(micros).imbalance(contribution);
          }
        }
      }
    }
    touch = now;
    if (micros / SECOND != next / SECOND) {
      Optional<BigDecimal> mid = now.map(BestBidOffer::mid);
      if (mid.isPresent() && secondMid.isPresent()) {
        double change = Math.log(mid.get().doubleValue() / secondMid.get().doubleValue());
        for (Windows windows : all) {
          if (!isClosed(windows, windows.interval.startOf(micros))) {
            windows.at(micros).midReturn(change);
          }
        }
      }
      secondMid = mid;
    }
  }

  /** What a change of the best prices contributes to the order-flow imbalance. */
  static BigDecimal contribution(BestBidOffer before, BestBidOffer after) {
    BigDecimal sum = BigDecimal.ZERO;
    int bid = after.bid().compareTo(before.bid());
    sum = bid >= 0 ? sum.add(after.bidAmount()) : sum;
    sum = bid <= 0 ? sum.subtract(before.bidAmount()) : sum;
    int ask = after.ask().compareTo(before.ask());
    sum = ask <= 0 ? sum.subtract(after.askAmount()) : sum;
    return ask >= 0 ? sum.add(before.askAmount()) : sum;
  }

  /** A snapshot took the book's place: what differs is not flow. */
  public void onSnapshotLoaded(long micros) {
    touch = Optional.empty();
    vouched = micros;
  }

  /**
   * A snapshot was compared with the book.
   *
   * @param equal whether they were equal; otherwise the book was wrong since nobody knows when
   * @param micros the snapshot's time
   */
  public void onAudited(boolean equal, long micros, Consumer<FlowRow> rows) {
    if (!equal) {
      long since = Math.max(vouched, clock - settings.horizonMicros() - longest());
      bookUnknown.add(since, micros + MILLISECOND, Reason.AUDIT);
      touch(since, micros + MILLISECOND);
      flush(rows);
    }
    vouched = micros;
  }

  /** The book is unknown from here on. */
  public void onInvalidated(Reason reason, long micros) {
    unknownSince = micros;
    unknownBecause = reason;
    touch = Optional.empty();
    secondMid = Optional.empty();
  }

  private void advance(long micros, Consumer<FlowRow> rows) {
    clock = Math.max(clock, micros);
    long past = past();
    if (clock / SECOND != flushed || past > 0 && past / SECOND != pastFlushed) {
      flushed = clock / SECOND;
      pastFlushed = past / SECOND;
      flush(rows);
    }
  }

  /** Writes what is due, and revisions of what was written. */
  private void flush(Consumer<FlowRow> rows) {
    long past = past();
    for (Windows windows : all) {
      BigDecimal delta = windows.deltaBefore;
      for (Map.Entry<Long, FlowWindow> entry : windows.byStart.entrySet()) {
        long end = entry.getKey() + windows.interval.micros();
        boolean over = end <= past;
        if (!over && clock < end + settings.graceMicros()) {
          break;
        }
        FlowWindow window = entry.getValue();
        window.deltaBefore(delta);
        delta = window.deltaAfter();
        if (window.isChanged() || over && !window.isOver()) {
          rows.accept(row(windows, entry.getKey(), window));
        }
      }
      forgetClosed(windows);
    }
    long horizon = clock - settings.horizonMicros() - longest();
    orders.forgetBefore(horizon);
    trades.forgetBefore(horizon);
    bookUnknown.forgetBefore(horizon);
  }

  /**
   * Writes what was read and is in no row yet, as not over: nobody knows whether another batch
   * comes. What is written otherwise does not change by it.
   */
  public void endOfBatch(Consumer<FlowRow> rows) {
    for (Windows windows : all) {
      BigDecimal delta = windows.deltaBefore;
      for (Map.Entry<Long, FlowWindow> entry : windows.byStart.entrySet()) {
        FlowWindow window = entry.getValue();
        Knowledge known = knowledge(windows, entry.getKey());
        if (!window.isShown() && !known.isPastEnd()) {
          rows.accept(window.peek(market, windows.interval, entry.getKey(), known, delta));
        }
        delta = window.deltaAfter(delta);
      }
    }
  }

  private long longest() {
    return all.get(all.size() - 1).interval.micros();
  }

  private void forgetClosed(Windows windows) {
    while (!windows.byStart.isEmpty() && isClosed(windows, windows.byStart.firstKey())) {
      windows.deltaBefore = windows.byStart.pollFirstEntry().getValue().deltaAfter();
      windows.lastStart = NEVER;
    }
  }

  private FlowRow row(Windows windows, long start, FlowWindow window) {
    return window.row(market, windows.interval, start, knowledge(windows, start));
  }

  private Knowledge knowledge(Windows windows, long start) {
    long end = start + windows.interval.micros();
    long unknown = bookUnknown.within(start, end);
    Optional<Reason> bookReason = bookUnknown.reason(start, end);
    if (unknownSince != NEVER && unknownSince < end) {
      unknown += end - Math.max(start, unknownSince);
      bookReason = first(bookReason, Optional.of(unknownBecause));
    }
    return new Knowledge(
        orders.isPast(end) ? bookReason : Optional.of(Reason.NOT_PAST_END),
        unknown,
        first(orders.reason(start, end), trades.reason(start, end)),
        ProvenBy.weaker(orders.provenBy(start, end), trades.provenBy(start, end)),
        ChannelCoverage.missingWithin(orders, trades, start, end));
  }

  private static Optional<Reason> first(Optional<Reason> one, Optional<Reason> other) {
    return Stream.of(one, other).flatMap(Optional::stream).min(Comparator.naturalOrder());
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    StateFormat.writeVersion(out, VERSION);
    out.writeInt(all.size());
    for (Windows windows : all) {
      out.writeLong(windows.interval.micros());
      StateFormat.writeDecimal(out, windows.deltaBefore);
      out.writeInt(windows.byStart.size());
      for (Map.Entry<Long, FlowWindow> entry : windows.byStart.entrySet()) {
        out.writeLong(entry.getKey());
        entry.getValue().write(out);
      }
    }
    orders.write(out);
    trades.write(out);
    bookUnknown.write(out);
    StateFormat.writeNumber(out, clock);
    StateFormat.writeNumber(out, flushed);
    StateFormat.writeNumber(out, pastFlushed);
    StateFormat.writeNumber(out, unknownSince);
    out.writeByte(unknownBecause.ordinal());
    StateFormat.writeNumber(out, vouched);
    BestBidOffer.write(out, touch);
    StateFormat.writeOptional(out, secondMid);
    StateFormat.writeNumber(out, late);
  }

  /**
   * Reads a state that {@link #write} wrote, in place of this one. Intervals that the settings do
   * not have any more are dropped, new ones begin empty.
   */
  public void read(DataInput in) throws IOException {
    StateFormat.readVersion(in, VERSION, "the state of a flow");
    Map<Long, Windows> byInterval = new HashMap<>();
    all.forEach(windows -> byInterval.put(windows.interval.micros(), windows));
    int intervals = in.readInt();
    for (int i = 0; i < intervals; i++) {
      long micros = in.readLong();
      Windows windows = byInterval.getOrDefault(micros, new Windows(new Interval(micros)));
      windows.deltaBefore = StateFormat.readDecimal(in);
      windows.byStart.clear();
      windows.lastStart = NEVER;
      int count = in.readInt();
      for (int w = 0; w < count; w++) {
        windows.byStart.put(in.readLong(), FlowWindow.read(in));
      }
    }
    orders.read(in);
    trades.read(in);
    bookUnknown.read(in);
    clock = StateFormat.readNumber(in);
    flushed = StateFormat.readNumber(in);
    pastFlushed = StateFormat.readNumber(in);
    unknownSince = StateFormat.readNumber(in);
    unknownBecause = Reason.values()[in.readByte()];
    vouched = StateFormat.readNumber(in);
    touch = BestBidOffer.read(in);
    secondMid = StateFormat.readOptional(in);
    late = StateFormat.readNumber(in);
  }
}
