package dev.orderflow.spark.market.analysis;

import dev.orderflow.spark.market.ClosedRows;
import dev.orderflow.spark.market.CompletenessRow.Rows;
import dev.orderflow.spark.market.MarketEvent;
import dev.orderflow.spark.market.MarketEvent.Feed;
import dev.orderflow.spark.market.MarketEvent.FillWithoutTrade;
import dev.orderflow.spark.market.MarketEvent.Gap;
import dev.orderflow.spark.market.MarketEvent.Interruption;
import dev.orderflow.spark.market.MarketEvent.Levels;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.MarketEvent.Proof;
import dev.orderflow.spark.market.MarketEvent.SessionChange;
import dev.orderflow.spark.market.MarketEvent.SnapshotPart;
import dev.orderflow.spark.market.MarketEvent.TradeEvent;
import dev.orderflow.spark.market.MarketRow;
import dev.orderflow.spark.market.Reason;
import dev.orderflow.spark.market.StateFormat;
import dev.orderflow.spark.market.TimeRanges;
import dev.orderflow.spark.market.Trade;
import dev.orderflow.spark.market.alert.AlertRow;
import dev.orderflow.spark.market.alert.AlertWatch;
import dev.orderflow.spark.market.analysis.AnalysisSettings.Output;
import dev.orderflow.spark.market.book.Audit;
import dev.orderflow.spark.market.book.BestBidOffer;
import dev.orderflow.spark.market.book.BookCounts;
import dev.orderflow.spark.market.book.BookCoverage;
import dev.orderflow.spark.market.book.BookFrameCheck.Comparison;
import dev.orderflow.spark.market.book.BookListener;
import dev.orderflow.spark.market.book.BookProof;
import dev.orderflow.spark.market.book.BookRebuild;
import dev.orderflow.spark.market.book.BookRow;
import dev.orderflow.spark.market.book.BookRow.Figures;
import dev.orderflow.spark.market.book.BookRow.Trigger;
import dev.orderflow.spark.market.book.BookView;
import dev.orderflow.spark.market.book.OrderBook;
import dev.orderflow.spark.market.flow.FlowMeter;
import dev.orderflow.spark.market.order.OrderChange;
import dev.orderflow.spark.market.order.OrderRow;
import dev.orderflow.spark.market.order.OrderTracker;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Everything about one market, from its events in the order of the topic.
 *
 * <p>Rows are a pure function of the sequence of events: it does not matter where that is cut, and
 * a state that was written and read anywhere goes on as if it had not been. What is due at a time
 * is written when a later event shows that the time has passed.
 */
public final class MarketAnalysis {

  /**
   * Names of what is counted beside rows: snapshots compared, those not equal, orders that only
   * they or only the book had, snapshots the book started from, times it ceased to be valid,
   * milliseconds crossed, orders ended as unknown because of the bound, sides of trades without
   * their order, trades too late for their interval.
   */
  public static final List<String> TOTALS =
      List.of(
          "audits",
          "unequal_audits",
          "orphans",
          "phantoms",
          "seeds",
          "invalidations",
          "crossed_ms",
          "let_go",
          "unjoined",
          "late_trades");

  private static final int VERSION = 4;
  private static final long SECOND = 1_000_000;
  private static final long MILLISECOND = 1_000;

  private final String market;
  private final AnalysisSettings settings;
  private final BookRebuild rebuild;
  private final BookView view;
  private final BookProof proof = new BookProof();
  private final BookCoverage coverage = new BookCoverage();
  private final ClosedRows bookRows;
  private final OrderTracker orders;
  private final FlowMeter flow;
  private final AlertWatch alerts;
  private final SeenTrades trades = new SeenTrades();
  private Optional<BestBidOffer> touch = Optional.empty();
  private Optional<Audit> lastAudit = Optional.empty();
  private long invalidSecond = -1;

  /** The time of the newest row of a valid book. */
  private long shown = -1;

  /** The latest time that an order event or a trade told. */
  private long last = -1;

  /** Creates an analysis that has seen nothing. */
  public MarketAnalysis(String market, AnalysisSettings settings) {
    this.market = market;
    this.settings = settings;
    rebuild = new BookRebuild(settings.book());
    view = new BookView(settings.book());
    orders = new OrderTracker(market, settings.orders());
    bookRows = new ClosedRows(market, Rows.BOOK, Optional.empty());
    flow = new FlowMeter(market, settings.flow(), coverage);
    alerts = new AlertWatch(market, settings.alerts());
  }

  /** The book and whether it can be vouched for. */
  public BookRebuild rebuild() {
    return rebuild;
  }

  /** What happened to the book so far. */
  public BookCounts counts() {
    return rebuild.counts();
  }

  /** Orders that ended as unknown because of the bound. */
  public long ordersLetGo() {
    return orders.letGo();
  }

  /**
   * What has been counted since the state began, beside rows.
   *
   * @return totals by the names of {@link #TOTALS}, in their order
   */
  public Map<String, Long> totals() {
    BookCounts counts = rebuild.counts();
    long[] values = {
      counts.audits(),
      counts.unequalAudits(),
      counts.orphans(),
      counts.phantoms(),
      counts.seeds(),
      counts.invalidations(),
      counts.crossedMicros() / MILLISECOND,
      orders.letGo(),
      orders.unjoined(),
      flow.late()
    };
    Map<String, Long> totals = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      totals.put(TOTALS.get(i), values[i]);
    }
    return totals;
  }

  /** Takes the next event and hands on what it makes due. */
  public void accept(MarketEvent event, Consumer<? super MarketRow> rows) {
    Reaction reaction = new Reaction(rows);
    if (event instanceof OrderEvent order) {
      order(order, reaction);
    } else if (event instanceof TradeEvent trade) {
      trade(trade.trade(), reaction);
    } else if (event instanceof Gap gap) {
      gap(gap, reaction);
    } else if (event instanceof Interruption interruption) {
      interruption(interruption, reaction);
    } else if (event instanceof Proof proven) {
      proof.prove(proven);
      if (settings.wants(Output.FLOW)) {
        flow.applyProof(proven, reaction::row);
      }
    } else if (event instanceof FillWithoutTrade fill) {
      if (settings.wants(Output.FLOW)) {
        flow.applyFillWithoutTrade(fill, reaction::row);
      }
    } else if (event instanceof SnapshotPart part) {
      rebuild.applySnapshot(part, reaction);
    } else if (event instanceof Levels levels) {
      rebuild.checkFrame(levels, reaction);
    } else if (!(event instanceof SessionChange)) {
      throw new IllegalArgumentException("an unknown kind of event: " + event);
    }
  }

  /**
   * Hands on what was taken and is in no row yet, as not read past its end: nobody knows whether
   * another batch comes. What is written otherwise does not change by it.
   */
  public void endOfBatch(Consumer<? super MarketRow> rows) {
    if (settings.wants(Output.FLOW)) {
      flow.endOfBatch(rows::accept);
    }
  }

  /** The exchange counts its trades anew: an id that comes again is of another trade. */
  public void tradeIdsBeginAnew() {
    trades.forget();
  }

  private void order(OrderEvent event, Reaction reaction) {
    if (!rebuild.applyOrder(event, reaction)) {
      return;
    }
    last = Math.max(last, event.micros());
    if (!rebuild.isValid()) {
      invalidSecond(event.micros(), reaction);
    }
    if (settings.followsOrders()) {
      // Only an order's row tells how far it stood from the touch.
      Optional<BestBidOffer> seen = settings.wants(Output.ORDERS) ? touch : Optional.empty();
      OrderChange change = orders.applyOrder(event, seen, reaction::order);
      if (settings.wants(Output.FLOW)) {
        flow.applyOrder(event, change, reaction::row);
      }
      if (settings.wants(Output.ALERTS)) {
        alerts.applyOrder(event, change, touch, reaction::row);
      }
    }
  }

  /** An invalid book says so once a second. */
  private void invalidSecond(long micros, Reaction reaction) {
    long second = micros / SECOND;
    if (second != invalidSecond) {
      if (invalidSecond >= 0) {
        reaction.invalidRow(second * SECOND, Trigger.SECOND);
      }
      invalidSecond = second;
    }
  }

  private void trade(Trade trade, Reaction reaction) {
    if (!trades.isNew(trade)) {
      return;
    }
    last = Math.max(last, trade.micros());
    if (settings.wants(Output.ORDERS)) {
      orders.applyTrade(trade, reaction::order);
    }
    if (settings.wants(Output.FLOW)) {
      flow.applyTrade(trade, reaction::row);
    }
  }

  private void gap(Gap gap, Reaction reaction) {
    boolean isNew = rebuild.applyGap(gap, reaction);
    if (isNew) {
      orders.applyGap(gap);
    }
    long from = Math.min(gap.fromMicros(), gap.toMicros());
    boolean declared = !gap.repaired() && gap.reason() != Reason.REFUSED;
    if (gap.feed() == Feed.ORDERS && declared && from <= last) {
      // Where it is declared late, the book has been wrong since without saying so.
      boolean mended = !isNew && coverage.vouched() >= gap.toMicros();
      bookWasUnknown(from, mended ? coverage.vouched() : last + 1, gap.reason(), reaction);
    }
    proof.contradict(gap);
    if (settings.wants(Output.FLOW)) {
      flow.applyGap(gap, reaction::row);
    }
    if (isNew && settings.wants(Output.ALERTS)) {
      alerts.applyGap(gap, reaction::row);
    }
  }

  private void bookWasUnknown(long from, long to, Reason reason, Reaction reaction) {
    TimeRanges before = coverage.unknownTimes();
    coverage.miss(from, to, reason);
    if (settings.wants(Output.BOOK)) {
      // A row tells what was at the end of the millisecond before it.
      bookRows.restate(
          from + MILLISECOND,
          to,
          shown + 1,
          before,
          coverage.unknownTimes(),
          reason,
          reaction::row);
    }
    if (settings.wants(Output.FLOW)) {
      flow.onBookUnknown(from, to, before, reason, reaction::row);
    }
  }

  private void interruption(Interruption interruption, Reaction reaction) {
    if (interruption.feed() == Feed.ORDERS) {
      rebuild.interrupt(interruption.reason(), reaction);
    }
    if (last < 0) {
      return;
    }
    if (interruption.feed() == Feed.ORDERS) {
      orders.interrupt(interruption.reason());
    }
    if (settings.wants(Output.FLOW)) {
      flow.interrupt(interruption.feed(), interruption.reason(), interruption.told());
    }
    if (settings.wants(Output.ALERTS)) {
      alerts.onInterrupted(interruption.feed(), interruption.reason(), last, reaction::row);
    }
  }

  /** Turns what the book reports during one event into rows. */
  private final class Reaction implements BookListener {
    private final Consumer<? super MarketRow> rows;

    Reaction(Consumer<? super MarketRow> rows) {
      this.rows = rows;
    }

    void row(MarketRow row) {
      if (!(row instanceof AlertRow) || settings.wants(Output.ALERTS)) {
        rows.accept(row);
      }
    }

    void order(OrderRow row) {
      if (settings.wants(Output.ORDERS)) {
        rows.accept(row);
      }
    }

    @Override
    public void onMillisecondComplete(OrderBook book, long micros, long next) {
      invalidSecond = -1;
      Optional<BestBidOffer> now = book.touch();
      boolean changed = !now.equals(touch);
      touch = now;
      coverage.valid(micros);
      if (settings.wants(Output.FLOW)) {
        flow.onMillisecondComplete(now, micros, next);
      }
      boolean secondIsOver = micros / SECOND != next / SECOND;
      boolean touchRow = changed && settings.book().onTouchChange();
      if (!secondIsOver && !(touchRow && settings.wants(Output.BOOK))) {
        return;
      }
      Figures figures = view.figures(book);
      if (touchRow && settings.wants(Output.BOOK)) {
        row(bookRow(micros + MILLISECOND, Trigger.TOUCH, Optional.empty(), Optional.of(figures)));
      }
      if (secondIsOver) {
        long end = (micros / SECOND + 1) * SECOND;
        if (settings.wants(Output.BOOK)) {
          row(bookRow(end, Trigger.SECOND, Optional.empty(), Optional.of(figures)));
        }
        if (settings.wants(Output.ALERTS)) {
          alerts.onSecondComplete(book, figures, end, this::row);
        }
      }
    }

    @Override
    public void onSnapshotLoaded(OrderBook book, long micros) {
      proof.vouch(micros);
      coverage.vouch(micros);
      flow.onSnapshotLoaded();
      if (settings.followsOrders()) {
        orders.onSnapshotLoaded(book, micros, this::order);
      }
    }

    @Override
    public void onInvalidated(Reason reason, long micros) {
      touch = Optional.empty();
      coverage.invalid(reason, micros);
      flow.onInvalidated();
      invalidSecond = micros / SECOND;
      invalidRow(micros, Trigger.INVALID);
      if (settings.wants(Output.ALERTS)) {
        alerts.onInvalidated(reason, micros, this::row);
      }
    }

    @Override
    public void onAudited(Audit audit) {
      lastAudit = Optional.of(audit);
      if (audit.reseeded()) {
        // It was wrong since nobody knows when.
        bookWasUnknown(coverage.vouched(), audit.micros() + MILLISECOND, Reason.AUDIT, this);
        flow.flush(this::row);
      } else {
        proof.vouch(audit.micros());
      }
      coverage.vouch(audit.micros());
      if (settings.wants(Output.ALERTS)) {
        alerts.onAudited(audit, this::row);
      }
    }

    @Override
    public void onFrameCompared(Comparison comparison) {
      if (settings.wants(Output.ALERTS)) {
        alerts.onFrameCompared(comparison, this::row);
      }
    }

    void invalidRow(long micros, Trigger trigger) {
      if (settings.wants(Output.BOOK)) {
        row(bookRow(micros, trigger, Optional.of(rebuild.reason()), Optional.empty()));
      }
    }

    private BookRow bookRow(
        long micros, Trigger trigger, Optional<Reason> reason, Optional<Figures> figures) {
      shown = reason.isPresent() ? shown : micros;
      return new BookRow(
          market,
          micros,
          trigger,
          reason,
          reason.isEmpty() ? proof.at(micros) : BookRow.Proven.NOTHING,
          figures,
          rebuild.book().restingOrders(),
          rebuild.counts(),
          lastAudit);
    }
  }

  /** Writes the state: a version byte, then each part's. */
  public void write(DataOutput out) throws IOException {
    StateFormat.writeVersion(out, VERSION);
    rebuild.write(out);
    proof.write(out);
    coverage.write(out);
    bookRows.write(out);
    if (settings.followsOrders()) {
      orders.write(out);
    }
    if (settings.wants(Output.FLOW)) {
      flow.write(out);
    }
    if (settings.wants(Output.ALERTS)) {
      alerts.write(out);
    }
    trades.write(out);
    out.writeLong(invalidSecond);
    out.writeLong(last);
    out.writeLong(shown);
    BestBidOffer.write(out, touch);
    out.writeBoolean(lastAudit.isPresent());
    if (lastAudit.isPresent()) {
      lastAudit.get().write(out);
    }
  }

  /**
   * Reads a state that {@link #write} wrote with the same outputs, in place of this one.
   *
   * @throws IOException where it is cut short or of another version
   */
  public void read(DataInput in) throws IOException {
    StateFormat.readVersion(in, VERSION, "the state of a market");
    rebuild.read(in);
    proof.read(in);
    coverage.read(in);
    bookRows.read(in);
    if (settings.followsOrders()) {
      orders.read(in);
    }
    if (settings.wants(Output.FLOW)) {
      flow.read(in);
    }
    if (settings.wants(Output.ALERTS)) {
      alerts.read(in);
    }
    trades.read(in);
    invalidSecond = in.readLong();
    last = in.readLong();
    shown = in.readLong();
    touch = BestBidOffer.read(in);
    lastAudit = in.readBoolean() ? Optional.of(Audit.read(in)) : Optional.empty();
  }
}
