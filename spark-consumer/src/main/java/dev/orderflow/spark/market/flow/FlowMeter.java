package dev.orderflow.spark.market.flow;

import dev.orderflow.spark.market.Binary;
import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.MarketEvent.Feed;
import dev.orderflow.spark.market.MarketEvent.Gap;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.TimeRanges;
import dev.orderflow.spark.market.Trade;
import dev.orderflow.spark.market.book.Touch;
import dev.orderflow.spark.market.order.OrderChange;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Measures a market's flow in intervals of event time.
 *
 * <p>A row is written once the clock, the latest event time seen, has passed an interval's end by
 * the grace; what comes later, a repaired trade or a gap found afterwards, gives a revision at the
 * next full second, as long as the horizon is not passed.
 */
public final class FlowMeter {

  private static final int VERSION = 1;
  private static final long SECOND = 1_000_000;
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
  private final TimeRanges missing = new TimeRanges();
  private final TimeRanges bookUnknown = new TimeRanges();
  private long since = NEVER;
  private long clock = NEVER;
  private long flushed = NEVER;
  private long unknownSince = 0;
  private Optional<Touch> touch = Optional.empty();
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
    advance(event.micros(), rows);
    for (Windows windows : all) {
      // Only a chain that was restarted in the past could come so late.
      if (!isClosed(windows, windows.interval.startOf(event.micros()))) {
        windows.at(event.micros()).order(event, change);
      }
    }
  }

  /** Takes a trade that has not been taken before. */
  public void applyTrade(Trade trade, Consumer<FlowRow> rows) {
    advance(trade.micros(), rows);
    boolean counted = false;
    for (Windows windows : all) {
      if (!isClosed(windows, windows.interval.startOf(trade.micros()))) {
        windows.at(trade.micros()).trade(trade);
        counted = true;
      }
    }
    late += counted ? 0 : 1;
  }

  private boolean isClosed(Windows windows, long start) {
    return clock - (start + windows.interval.micros()) > settings.horizonMicros();
  }

  /** Takes a gap. */
  public void applyGap(Gap gap) {
    if (gap.repaired() || gap.feed() == Feed.BOOKS) {
      return;
    }
    missing.add(gap.fromMicros(), gap.toMicros());
    for (Windows windows : all) {
      windows
          .byStart
          .subMap(
              windows.interval.startOf(gap.fromMicros()),
              true,
              Math.max(gap.fromMicros(), gap.toMicros()),
              true)
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
  public void onMillisecondComplete(Optional<Touch> now, long micros, long next) {
    if (unknownSince != NEVER) {
      bookUnknown.add(unknownSince, micros);
      unknownSince = NEVER;
    }
    if (now.isPresent() && touch.isPresent() && !now.equals(touch)) {
      BigDecimal contribution = contribution(touch.get(), now.get());
      if (contribution.signum() != 0) {
        for (Windows windows : all) {
          windows.at(micros).imbalance(contribution);
        }
      }
    }
    touch = now;
    if (micros / SECOND != next / SECOND) {
      Optional<BigDecimal> mid = now.map(Touch::mid);
      if (mid.isPresent() && secondMid.isPresent()) {
        double change = Math.log(mid.get().doubleValue() / secondMid.get().doubleValue());
        for (Windows windows : all) {
          windows.at(micros).midReturn(change);
        }
      }
      secondMid = mid;
    }
  }

  /** What a change of the best prices contributes to the order-flow imbalance. */
  static BigDecimal contribution(Touch before, Touch after) {
    BigDecimal sum = BigDecimal.ZERO;
    int bid = after.bid().compareTo(before.bid());
    sum = bid >= 0 ? sum.add(after.bidAmount()) : sum;
    sum = bid <= 0 ? sum.subtract(before.bidAmount()) : sum;
    int ask = after.ask().compareTo(before.ask());
    sum = ask <= 0 ? sum.subtract(after.askAmount()) : sum;
    return ask >= 0 ? sum.add(before.askAmount()) : sum;
  }

  /** A snapshot took the book's place: what differs is not flow. */
  public void onSnapshotLoaded() {
    touch = Optional.empty();
  }

  /** The book is unknown from here on. */
  public void onInvalidated(long micros) {
    unknownSince = micros;
    touch = Optional.empty();
    secondMid = Optional.empty();
  }

  private void advance(long micros, Consumer<FlowRow> rows) {
    if (since == NEVER) {
      since = micros;
      missing.add(0, micros);
    }
    if (micros <= clock) {
      return;
    }
    clock = micros;
    if (clock / SECOND != flushed) {
      flushed = clock / SECOND;
      flush(rows);
    }
  }

  /** Writes what is due, and revisions of what was written. */
  private void flush(Consumer<FlowRow> rows) {
    for (Windows windows : all) {
      BigDecimal delta = windows.deltaBefore;
      for (Map.Entry<Long, FlowWindow> entry : windows.byStart.entrySet()) {
        long end = entry.getKey() + windows.interval.micros();
        if (clock < end + settings.graceMicros()) {
          break;
        }
        FlowWindow window = entry.getValue();
        window.deltaBefore(delta);
        delta = window.deltaAfter();
        if (window.isChanged()) {
          rows.accept(row(windows, entry.getKey(), window));
        }
      }
      forgetClosed(windows);
    }
    long horizon = clock - settings.horizonMicros() - longest();
    missing.forgetBefore(horizon);
    bookUnknown.forgetBefore(horizon);
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
    long end = start + windows.interval.micros();
    long unknown = bookUnknown.within(start, end);
    if (unknownSince != NEVER && unknownSince < end) {
      unknown += end - Math.max(start, unknownSince);
    }
    return window.row(market, windows.interval, start, unknown, missing.within(start, end));
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    Binary.writeVersion(out, VERSION);
    out.writeInt(all.size());
    for (Windows windows : all) {
      out.writeLong(windows.interval.micros());
      Binary.writeDecimal(out, windows.deltaBefore);
      out.writeInt(windows.byStart.size());
      for (Map.Entry<Long, FlowWindow> entry : windows.byStart.entrySet()) {
        out.writeLong(entry.getKey());
        entry.getValue().write(out);
      }
    }
    missing.write(out, Binary::writeNumber);
    bookUnknown.write(out, Binary::writeNumber);
    Binary.writeNumber(out, since);
    Binary.writeNumber(out, clock);
    Binary.writeNumber(out, flushed);
    Binary.writeNumber(out, unknownSince);
    Touch.write(out, touch);
    Binary.writeOptional(out, secondMid);
    Binary.writeNumber(out, late);
  }

  /**
   * Reads a state that {@link #write} wrote, in place of this one. Intervals that the settings do
   * not have any more are dropped, new ones begin empty.
   */
  public void read(DataInput in) throws IOException {
    Binary.readVersion(in, VERSION, "the state of a flow");
    Map<Long, Windows> byInterval = new HashMap<>();
    all.forEach(windows -> byInterval.put(windows.interval.micros(), windows));
    int intervals = in.readInt();
    for (int i = 0; i < intervals; i++) {
      long micros = in.readLong();
      Windows windows = byInterval.getOrDefault(micros, new Windows(new Interval(micros)));
      windows.deltaBefore = Binary.readDecimal(in);
      windows.byStart.clear();
      windows.lastStart = NEVER;
      int count = in.readInt();
      for (int w = 0; w < count; w++) {
        windows.byStart.put(in.readLong(), FlowWindow.read(in));
      }
    }
    missing.read(in, Binary::readNumber);
    bookUnknown.read(in, Binary::readNumber);
    since = Binary.readNumber(in);
    clock = Binary.readNumber(in);
    flushed = Binary.readNumber(in);
    unknownSince = Binary.readNumber(in);
    touch = Touch.read(in);
    secondMid = Binary.readOptional(in);
    late = Binary.readNumber(in);
  }
}
