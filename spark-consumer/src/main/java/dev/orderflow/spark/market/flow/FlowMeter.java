package dev.orderflow.spark.market.flow;

import dev.orderflow.spark.market.ChannelCoverage;
import dev.orderflow.spark.market.ClosedRows;
import dev.orderflow.spark.market.CompletenessRow.Rows;
import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.MarketEvent.Feed;
import dev.orderflow.spark.market.MarketEvent.FillWithoutTrade;
import dev.orderflow.spark.market.MarketEvent.Gap;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.MarketEvent.Proof;
import dev.orderflow.spark.market.MarketRow;
import dev.orderflow.spark.market.ProvenBy;
import dev.orderflow.spark.market.Reason;
import dev.orderflow.spark.market.StateFormat;
import dev.orderflow.spark.market.TimeRanges;
import dev.orderflow.spark.market.Trade;
import dev.orderflow.spark.market.book.BestBidOffer;
import dev.orderflow.spark.market.book.BookCoverage;
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

  private static final int VERSION = 5;
  private static final long SECOND = 1_000_000;
  private static final long MILLISECOND = 1_000;
  private static final long NEVER = -1;

  /** One interval's windows by their start. */
  private static final class Windows {
    private final Interval interval;
    private final TreeMap<Long, FlowWindow> byStart = new TreeMap<>();
    private final ClosedRows closed;
    private final ClosedRows closedByBook;

    /** Times of closed windows for which something came too late. */
    private final TimeRanges late = new TimeRanges();

    private BigDecimal deltaBefore = BigDecimal.ZERO;
    private long lastStart = NEVER;
    private FlowWindow last = new FlowWindow();

    Windows(String market, Interval interval) {
      this.interval = interval;
      closed = new ClosedRows(market, Rows.FLOW, Optional.of(interval));
      closedByBook = new ClosedRows(market, Rows.FLOW_BOOK, Optional.of(interval));
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
  private final TapeAudit tape = new TapeAudit(orders, trades);
  private final BookCoverage book;
  private long clock = NEVER;
  private long flushed = NEVER;
  private long pastFlushed = NEVER;
  private Optional<BestBidOffer> touch = Optional.empty();
  private Optional<BigDecimal> secondMid = Optional.empty();
  private long late;

  /**
   * Creates a meter that has measured nothing.
   *
   * @param market the market
   * @param settings what to measure
   * @param book what is known of the market's book, kept by the caller
   */
  public FlowMeter(String market, FlowSettings settings, BookCoverage book) {
    this.market = market;
    this.settings = settings;
    this.book = book;
    settings.intervals().forEach(interval -> all.add(new Windows(market, interval)));
  }

  /** Trades too old for any revision. */
  public long late() {
    return late;
  }

  /** Takes an order event and what it did. */
  public void applyOrder(OrderEvent event, OrderChange change, Consumer<? super MarketRow> rows) {
    tape.applyOrder(event, change);
    read(orders, event.micros(), !event.repaired(), rows);
    for (Windows windows : all) {
      // Only a chain that was restarted in the past could come so late.
      long start = windows.interval.startOf(event.micros());
      if (isClosed(windows, start)) {
        tooLate(windows, start, rows);
      } else {
        windows.at(event.micros()).order(event, change);
        reviseIfOver(windows, start, rows);
      }
    }
  }

  /** Takes a trade that has not been taken before. */
  public void applyTrade(Trade trade, Consumer<? super MarketRow> rows) {
    tape.applyTrade(trade);
    read(trades, trade.micros(), !trade.repaired(), rows);
    boolean counted = false;
    for (Windows windows : all) {
      long start = windows.interval.startOf(trade.micros());
      if (isClosed(windows, start)) {
        tooLate(windows, start, rows);
      } else {
        windows.at(trade.micros()).trade(trade);
        reviseIfOver(windows, start, rows);
        counted = true;
      }
    }
    late += counted ? 0 : 1;
  }

  private void read(
      ChannelCoverage channel, long micros, boolean streamed, Consumer<? super MarketRow> rows) {
    long past = past();
    boolean holdsUp = channel.readUntil() == past && past < closedBefore(all.get(0));
    List<TimeRanges> before = holdsUp ? incomplete() : List.of();
    long unknown = channel.unknownSince();
    if (channel.read(micros, streamed)) {
      touch(Math.max(0, unknown), micros + 1);
    }
    if (holdsUp) {
      // Rows were closed before they had been read past their end.
      restate(past, past(), before, Reason.NOT_PAST_END, rows);
    }
    advance(micros, rows);
  }

  /** What closed rows say is incomplete, by interval. */
  private List<TimeRanges> incomplete() {
    return all.stream().map(this::incomplete).toList();
  }

  private TimeRanges incomplete(Windows windows) {
    TimeRanges times = orders.missingTimes().with(trades.missingTimes()).with(windows.late);
    times.add(past(), Long.MAX_VALUE);
    return times;
  }

  /** Names the closed rows that say something else of a time than what is known now. */
  private void restate(
      long from,
      long to,
      List<TimeRanges> before,
      Reason reason,
      Consumer<? super MarketRow> rows) {
    for (int i = 0; i < all.size(); i++) {
      Windows windows = all.get(i);
      windows.closed.restate(
          from,
          to + 1,
          closedBefore(windows),
          before.get(i),
          incomplete(windows),
          reason,
          rows::accept);
    }
  }

  private void tooLate(Windows windows, long start, Consumer<? super MarketRow> rows) {
    long end = start + windows.interval.micros();
    TimeRanges before = incomplete(windows);
    windows.late.add(start, end);
    windows.closed.restate(start, end, end, before, incomplete(windows), Reason.LATE, rows::accept);
  }

  /** Rows of intervals that end here or before are not published again. */
  private long closedBefore(Windows windows) {
    return windows.interval.startOf(Math.max(0, clock - settings.horizonMicros() - 1));
  }

  /** Until when both channels were read. */
  private long past() {
    return Math.min(orders.readUntil(), trades.readUntil());
  }

  private void reviseIfOver(Windows windows, long start, Consumer<? super MarketRow> rows) {
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
  public void applyGap(Gap gap, Consumer<? super MarketRow> rows) {
    if (gap.feed() == Feed.BOOKS) {
      return;
    }
    ChannelCoverage channel = channel(gap.feed());
    long from = Math.min(gap.fromMicros(), gap.toMicros());
    long to = Math.max(gap.fromMicros(), gap.toMicros());
    List<TimeRanges> before = incomplete();
    if (!gap.repaired()) {
      channel.miss(from, to, gap.reason());
    } else if (!channel.repair(gap.fromMicros(), gap.toMicros())) {
      return;
    }
    restate(from, to, before, gap.reason(), rows);
    touch(from, to + 1);
    flush(rows);
  }

  /** Takes a proof: rows of what is over say by what it is proven. */
  public void applyProof(Proof proof, Consumer<? super MarketRow> rows) {
    if (proof.feed() == Feed.BOOKS) {
      return;
    }
    List<TimeRanges> before = incomplete();
    long past = past();
    channel(proof.feed()).prove(proof.fromMicros(), proof.untilMicros(), proof.by());
    restate(
        Math.min(past, proof.fromMicros()),
        Math.max(past(), proof.untilMicros()),
        before,
        Reason.NOT_PAST_END,
        rows);
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

  /** Takes what the connector says of a fill that has no trade. */
  public void applyFillWithoutTrade(FillWithoutTrade fill, Consumer<? super MarketRow> rows) {
    tape.applyFillWithoutTrade(fill);
    touch(fill.micros(), fill.micros() + 1);
    flush(rows);
  }

  /** Nothing is known of a channel from its last event on until its next. */
  public void interrupt(Feed feed, Reason reason, long told) {
    channel(feed).interrupt(reason, told);
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

  /** The book that is known from here on is another one: what differs is not flow. */
  public void onSnapshotLoaded() {
    touch = Optional.empty();
  }

  /**
   * It turned out that the book had been unknown. Revisions are written by the next {@link #flush}.
   *
   * @param from since when
   * @param to the first microsecond at which it was not
   * @param before when the book had been known to be unknown
   * @param reason why it was
   */
  public void onBookUnknown(
      long from, long to, TimeRanges before, Reason reason, Consumer<? super MarketRow> rows) {
    TimeRanges unread = new TimeRanges();
    unread.add(orders.readUntil(), Long.MAX_VALUE);
    for (Windows windows : all) {
      windows.closedByBook.restate(
          from,
          to,
          closedBefore(windows),
          before.with(unread),
          book.unknownTimes().with(unread),
          reason,
          rows::accept);
    }
    touch(from, to);
  }

  /** The book is unknown from here on. */
  public void onInvalidated() {
    touch = Optional.empty();
    secondMid = Optional.empty();
  }

  private void advance(long micros, Consumer<? super MarketRow> rows) {
    clock = Math.max(clock, micros);
    long past = past();
    if (clock / SECOND != flushed || past > 0 && past / SECOND != pastFlushed) {
      flushed = clock / SECOND;
      pastFlushed = past / SECOND;
      flush(rows);
    }
  }

  /** Writes what is due, and revisions of what was written. */
  public void flush(Consumer<? super MarketRow> rows) {
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
    tape.decide(market, all.get(0).interval, past, rows);
    long known = clock - settings.horizonMicros() - longest() - ClosedRows.KNOWN_MICROS;
    orders.forgetBefore(known);
    trades.forgetBefore(known);
    tape.forgetBefore(known);
    book.forgetBefore(known);
    all.forEach(windows -> windows.late.forgetBefore(known));
  }

  /**
   * Writes what was read and is in no row yet, as not over: nobody knows whether another batch
   * comes. What is written otherwise does not change by it.
   */
  public void endOfBatch(Consumer<? super MarketRow> rows) {
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
    Optional<ProvenBy> proven =
        ProvenBy.weaker(orders.provenBy(start, end), trades.provenBy(start, end));
    boolean differs = proven.isPresent() && tape.differs(start, end);
    return new Knowledge(
        orders.isPast(end) ? book.reason(start, end) : Optional.of(Reason.NOT_PAST_END),
        book.unknownWithin(start, end),
        first(orders.reason(start, end), trades.reason(start, end)),
        differs ? Optional.empty() : proven,
        differs ? Optional.of(Reason.FILLS_DIFFER) : Optional.empty(),
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
      windows.closed.write(out);
      windows.closedByBook.write(out);
      windows.late.write(out, StateFormat::writeNumber);
    }
    orders.write(out);
    trades.write(out);
    tape.write(out);
    StateFormat.writeNumber(out, clock);
    StateFormat.writeNumber(out, flushed);
    StateFormat.writeNumber(out, pastFlushed);
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
      Windows windows = byInterval.getOrDefault(micros, new Windows(market, new Interval(micros)));
      windows.deltaBefore = StateFormat.readDecimal(in);
      windows.byStart.clear();
      windows.lastStart = NEVER;
      int count = in.readInt();
      for (int w = 0; w < count; w++) {
        windows.byStart.put(in.readLong(), FlowWindow.read(in));
      }
      windows.closed.read(in);
      windows.closedByBook.read(in);
      windows.late.read(in, StateFormat::readNumber);
    }
    orders.read(in);
    trades.read(in);
    tape.read(in);
    clock = StateFormat.readNumber(in);
    flushed = StateFormat.readNumber(in);
    pastFlushed = StateFormat.readNumber(in);
    touch = BestBidOffer.read(in);
    secondMid = StateFormat.readOptional(in);
    late = StateFormat.readNumber(in);
  }
}
