package dev.orderflow.spark.market.flow;

import dev.orderflow.spark.market.Binary;
import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.MarketEvent.OrderAction;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.Trade;
import dev.orderflow.spark.market.order.OrderChange;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
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
  private boolean changed;

  void order(OrderEvent event, OrderChange change) {
    SideFlow.Sum side = event.side() == Side.BUY ? bids : asks;
    changed = true;
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
    changed = true;
    messages++;
    trades++;
    if (trade.aggressorSide() == Side.BUY) {
      bought = bought.add(trade.amount());
    } else {
      sold = sold.add(trade.amount());
    }
  }

  void imbalance(BigDecimal contribution) {
    changed = true;
    imbalance = imbalance.add(contribution);
  }

  void midReturn(double value) {
    changed = true;
    squaredReturns += value * value;
    hasReturn = true;
  }

  /** What traded before this interval changed. */
  void deltaBefore(BigDecimal value) {
    changed |= deltaBefore.compareTo(value) != 0;
    deltaBefore = value;
  }

  BigDecimal deltaAfter() {
    return deltaBefore.add(bought).subtract(sold);
  }

  /** Whether it differs from the last row written of it. */
  boolean isChanged() {
    return changed;
  }

  void touch() {
    changed = true;
  }

  FlowRow row(String market, Interval interval, long start, long unknown, long missing) {
    changed = false;
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
        deltaAfter(),
        hasReturn ? OptionalDouble.of(Math.sqrt(squaredReturns)) : OptionalDouble.empty(),
        unknown,
        missing,
        rows++);
  }

  void write(DataOutput out) throws IOException {
    bids.write(out);
    asks.write(out);
    Binary.writeDecimal(out, imbalance);
    Binary.writeNumber(out, messages);
    Binary.writeNumber(out, trades);
    Binary.writeDecimal(out, bought);
    Binary.writeDecimal(out, sold);
    Binary.writeDecimal(out, deltaBefore);
    out.writeDouble(squaredReturns);
    out.writeBoolean(hasReturn);
    Binary.writeNumber(out, rows);
    out.writeBoolean(changed);
  }

  static FlowWindow read(DataInput in) throws IOException {
    FlowWindow window = new FlowWindow();
    window.bids.read(in);
    window.asks.read(in);
    window.imbalance = Binary.readDecimal(in);
    window.messages = Binary.readNumber(in);
    window.trades = Binary.readNumber(in);
    window.bought = Binary.readDecimal(in);
    window.sold = Binary.readDecimal(in);
    window.deltaBefore = Binary.readDecimal(in);
    window.squaredReturns = in.readDouble();
    window.hasReturn = in.readBoolean();
    window.rows = (int) Binary.readNumber(in);
    window.changed = in.readBoolean();
    return window;
  }
}
