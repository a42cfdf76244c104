package dev.orderflow.spark.market.flow;

import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.MarketEvent.OrderAction;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.ProvenBy;
import dev.orderflow.spark.market.Reason;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.StateFormat;
import dev.orderflow.spark.market.Trade;
import dev.orderflow.spark.market.order.OrderChange;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalDouble;

/** One interval's sums, kept until it can no longer be revised. */
final class FlowWindow {

  private final SideFlow.Sum bids = new SideFlow.Sum();
  private final SideFlow.Sum asks = new SideFlow.Sum();
  private BigDecimal imbalance = BigDecimal.ZERO;
  private long messages;
  private long trades;
  private BigDecimal bought = BigDecimal.ZERO;
  private BigDecimal sold = BigDecimal.ZERO;
  private BigDecimal deltaBefore = BigDecimal.ZERO;
  private double squaredReturns;
  private boolean hasReturn;
  private int rows;

  /** Whether it differs from the last row written of it, but for rows between two batches. */
  private boolean changed;

  /** Whether a row has it as it is now. */
  private boolean shown;

  /** What its last row said of proof and completeness. */
  private Optional<ProvenBy> proven = Optional.empty();

  private Optional<Reason> provenReason = Optional.empty();
  private boolean complete;

  /** Whether a row was written of it after it had been read past its end. */
  private boolean over;

  void order(OrderEvent event, OrderChange change) {
    SideFlow.Sum side = event.side() == Side.BUY ? bids : asks;
    touch();
    messages++;
    if (event.action() == OrderAction.CREATED) {
      side.created(event.amount());
      return;
    }
    boolean ends = event.action() == OrderAction.DELETED;
    if (!ends) {
      side.changed();
    }
    if (change.executed().signum() > 0) {
      side.executed(change.executed(), event.isMakerOrCancel());
    }
    if (change.cancelled().signum() > 0) {
      side.cancelled(change.cancelled(), ends, event.isMakerOrCancel());
    }
  }

  void trade(Trade trade) {
    touch();
    messages++;
    trades++;
    if (trade.aggressorSide() == Side.BUY) {
      bought = bought.add(trade.amount());
    } else {
      sold = sold.add(trade.amount());
    }
  }

  void imbalance(BigDecimal contribution) {
    touch();
    imbalance = imbalance.add(contribution);
  }

  void midReturn(double value) {
    touch();
    squaredReturns += value * value;
    hasReturn = true;
  }

  /** What traded before this interval changed. */
  void deltaBefore(BigDecimal value) {
    changed |= deltaBefore.compareTo(value) != 0;
    deltaBefore = value;
  }

  BigDecimal deltaAfter() {
    return deltaAfter(deltaBefore);
  }

  /** The cumulative delta after this interval, given that before it. */
  BigDecimal deltaAfter(BigDecimal before) {
    return before.add(bought).subtract(sold);
  }

  boolean isChanged() {
    return changed;
  }

  boolean isShown() {
    return shown;
  }

  /** Whether its last row says the same of proof and completeness. */
  boolean isAsKnown(Knowledge known) {
    return proven.equals(known.proven())
        && provenReason.equals(known.provenReason())
        && complete == known.reason().isEmpty();
  }

  boolean isOver() {
    return over;
  }

  void touch() {
    changed = true;
    shown = false;
  }

  /**
   * What is known of an interval beside its sums.
   *
   * @param bookReason as of {@link FlowRow}
   * @param bookUnknown how long the book was not valid, microseconds
   * @param reason as of {@link FlowRow}
   * @param proven as of {@link FlowRow}
   * @param provenReason as of {@link FlowRow}
   * @param missing how long orders or trades are missing, microseconds
   */
  record Knowledge(
      Optional<Reason> bookReason,
      long bookUnknown,
      Optional<Reason> reason,
      Optional<ProvenBy> proven,
      Optional<Reason> provenReason,
      long missing) {

    boolean isPastEnd() {
      return !reason.equals(Optional.of(Reason.NOT_PAST_END));
    }
  }

  /** The next row. */
  FlowRow row(String market, Interval interval, long start, Knowledge known) {
    changed = false;
    over |= known.isPastEnd();
    FlowRow row = peek(market, interval, start, known, deltaBefore);
    rows += known.isPastEnd() ? 1 : 0;
    return row;
  }

  /** The interval as it is now, which is no revision. */
  FlowRow peek(
      String market, Interval interval, long start, Knowledge known, BigDecimal deltaBefore) {
    shown = true;
    proven = known.proven();
    provenReason = known.provenReason();
    complete = known.reason().isEmpty();
    return new FlowRow(
        market,
        interval,
        start,
        bids.flow(),
        asks.flow(),
        imbalance,
        messages,
        trades,
        bought,
        sold,
        deltaAfter(deltaBefore),
        hasReturn ? OptionalDouble.of(Math.sqrt(squaredReturns)) : OptionalDouble.empty(),
        known.bookReason(),
        known.bookUnknown(),
        known.reason(),
        known.proven(),
        known.provenReason(),
        known.missing(),
        rows);
  }

  void write(DataOutput out) throws IOException {
    bids.write(out);
    asks.write(out);
    StateFormat.writeDecimal(out, imbalance);
    StateFormat.writeNumber(out, messages);
    StateFormat.writeNumber(out, trades);
    StateFormat.writeDecimal(out, bought);
    StateFormat.writeDecimal(out, sold);
    StateFormat.writeDecimal(out, deltaBefore);
    out.writeDouble(squaredReturns);
    out.writeBoolean(hasReturn);
    StateFormat.writeNumber(out, rows);
    out.writeBoolean(changed);
    out.writeBoolean(shown);
    out.writeBoolean(over);
    out.writeByte(proven.map(Enum::ordinal).orElse(-1));
    out.writeByte(provenReason.map(Enum::ordinal).orElse(-1));
    out.writeBoolean(complete);
  }

  static FlowWindow read(DataInput in) throws IOException {
    FlowWindow window = new FlowWindow();
    window.bids.read(in);
    window.asks.read(in);
    window.imbalance = StateFormat.readDecimal(in);
    window.messages = StateFormat.readNumber(in);
    window.trades = StateFormat.readNumber(in);
    window.bought = StateFormat.readDecimal(in);
    window.sold = StateFormat.readDecimal(in);
    window.deltaBefore = StateFormat.readDecimal(in);
    window.squaredReturns = in.readDouble();
    window.hasReturn = in.readBoolean();
    window.rows = (int) StateFormat.readNumber(in);
    window.changed = in.readBoolean();
    window.shown = in.readBoolean();
    window.over = in.readBoolean();
    int by = in.readByte();
    window.proven = by < 0 ? Optional.empty() : Optional.of(ProvenBy.values()[by]);
    int because = in.readByte();
    window.provenReason = because < 0 ? Optional.empty() : Optional.of(Reason.values()[because]);
    window.complete = in.readBoolean();
    return window;
  }
}
