package dev.orderflow.spark.market.flow;

import dev.orderflow.spark.market.ChannelCoverage;
import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.MarketEvent.FillWithoutTrade;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.RowJson;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.StateFormat;
import dev.orderflow.spark.market.TimeRanges;
import dev.orderflow.spark.market.Trade;
import dev.orderflow.spark.market.alert.AlertRow;
import dev.orderflow.spark.market.alert.AlertRow.Kind;
import dev.orderflow.spark.market.order.OrderChange;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Audits the tape by the order chain: what an order's events executed in a millisecond against the
 * trades of that millisecond that name the order.
 *
 * <ul>
 *   <li>A fill and its trade have the same millisecond, so that no interval's edge lies between
 *       them, however far apart they arrive. They are compared once both channels were read past
 *       the interval.
 *   <li>Not decided is what one side cannot tell: where a channel lacks something of the
 *       millisecond, orders without a limit, whose amounts may be in the other currency, orders of
 *       which the beginning is not known, and seconds with trades that name no orders. Of a taker
 *       that shows no fill nothing is concluded, for the same reason.
 *   <li>A difference may be in transit: the connector asks the exchange for a fill's trade for ten
 *       minutes, and writes it, or says that there is none. Until then nothing is proven, and only
 *       then it is alerted.
 * </ul>
 *
 * <p>Used by one thread.
 */
final class TapeAudit {

  private static final int MOST = 10_000;
  private static final long MILLISECOND = 1_000;
  private static final long SECOND = 1_000_000;

  /** For so long the connector looks for a fill's trade. */
  private static final long DOUBT_MICROS = 600 * SECOND;

  /** An order in a millisecond; microseconds since the epoch. */
  private record Moment(long micros, long orderId) {
    static final Comparator<Moment> ORDER =
        Comparator.comparingLong(Moment::micros).thenComparingLong(Moment::orderId);
  }

  /** What an order's events and its trades say of a moment. */
  private static final class Balance {
    private BigDecimal executed = BigDecimal.ZERO;
    private BigDecimal made = BigDecimal.ZERO;
    private BigDecimal taken = BigDecimal.ZERO;
    private boolean undecided;

    BigDecimal traded() {
      return made.add(taken);
    }

    boolean isSettled() {
      return executed.signum() > 0 && executed.compareTo(traded()) == 0 && !undecided;
    }

    boolean differs() {
      return !undecided && !isSettled() && (executed.signum() > 0 || made.signum() > 0);
    }
  }

  private final ChannelCoverage orders;
  private final ChannelCoverage trades;
  private final TreeMap<Moment, Balance> open = new TreeMap<>(Moment.ORDER);
  private final TimeRanges unnamed = new TimeRanges();
  private final TimeRanges different = new TimeRanges();

  /** What is before was decided, and what comes of it later is not compared any more. */
  private long decided;

  /**
   * An audit of nothing yet.
   *
   * @param orders what is known of the order events, kept by the caller
   * @param trades the same of the trades
   */
  TapeAudit(ChannelCoverage orders, ChannelCoverage trades) {
    this.orders = orders;
    this.trades = trades;
  }

  /** Takes an order event, and what is known of its order. */
  void applyOrder(OrderEvent event, OrderChange change) {
    if (event.traded().signum() > 0 && event.micros() >= decided) {
      Moment moment = moment(event.micros(), event.orderId());
      Balance balance = balance(moment);
      balance.executed = balance.executed.add(event.traded());
      balance.undecided |= change.limit().isEmpty() || event.original().signum() == 0;
      settle(moment, balance);
    }
  }

  /** Takes a trade that has not been taken before. */
  void applyTrade(Trade trade) {
    OptionalLong maker =
        trade.aggressorSide() == Side.BUY ? trade.sellOrderId() : trade.buyOrderId();
    OptionalLong taker =
        trade.aggressorSide() == Side.BUY ? trade.buyOrderId() : trade.sellOrderId();
    if (trade.micros() < decided) {
      return;
    }
    if (maker.isEmpty() || taker.isEmpty()) {
      long second = trade.micros() - trade.micros() % SECOND;
      unnamed.add(second, second + SECOND);
      return;
    }
    Moment making = moment(trade.micros(), maker.getAsLong());
    Balance made = balance(making);
    made.made = made.made.add(trade.amount());
    settle(making, made);
    Moment taking = moment(trade.micros(), taker.getAsLong());
    Balance taken = balance(taking);
    taken.taken = taken.taken.add(trade.amount());
    settle(taking, taken);
  }

  /** The connector says that a fill has no trade. */
  void applyFillWithoutTrade(FillWithoutTrade fill) {
    if (fill.micros() >= decided) {
      balance(moment(fill.micros(), fill.orderId())).undecided = true;
    }
  }

  private static Moment moment(long micros, long orderId) {
    return new Moment(micros - micros % MILLISECOND, orderId);
  }

  private Balance balance(Moment moment) {
    Balance balance = open.computeIfAbsent(moment, absent -> new Balance());
    if (open.size() > MOST) {
      open.pollFirstEntry();
    }
    return balance;
  }

  private void settle(Moment moment, Balance balance) {
    if (balance.isSettled()) {
      open.remove(moment);
    }
  }

  /** Whether fills and trades of {@code start <= time < end} differ, as far as they were read. */
  boolean differs(long start, long end) {
    return different.within(start, end) > 0
        || open.subMap(first(start), first(end)).entrySet().stream()
            .anyMatch(each -> differs(each.getKey(), each.getValue()));
  }

  private boolean differs(Moment moment, Balance balance) {
    long from = moment.micros();
    long to = from + MILLISECOND;
    return balance.differs()
        && unnamed.within(from, to) == 0
        && orders.missingWithin(from, to) == 0
        && trades.missingWithin(from, to) == 0;
  }

  private static Moment first(long micros) {
    return new Moment(micros, Long.MIN_VALUE);
  }

  /**
   * Decides what has been in doubt for long enough.
   *
   * @param market the market
   * @param interval an alert is about one of these
   * @param past until when both channels were read
   * @param alerts receives an alert for each interval in which fills and trades differ
   */
  void decide(String market, Interval interval, long past, Consumer<? super AlertRow> alerts) {
    decided = Math.max(decided, interval.startOf(Math.max(0, Math.max(0, past) - DOUBT_MICROS)));
    while (!open.isEmpty() && open.firstKey().micros() < decided) {
      long start = interval.startOf(open.firstKey().micros());
      long end = start + interval.micros();
      int count = 0;
      BigDecimal executed = BigDecimal.ZERO;
      BigDecimal traded = BigDecimal.ZERO;
      while (!open.isEmpty() && open.firstKey().micros() < end) {
        Moment moment = open.firstKey();
        Balance balance = open.firstEntry().getValue();
        if (differs(moment, balance)) {
          count++;
          executed = executed.add(balance.executed);
          traded = traded.add(balance.traded());
          different.add(moment.micros(), moment.micros() + MILLISECOND);
        }
        open.pollFirstEntry();
      }
      if (count > 0) {
        alerts.accept(alert(market, start, end, count, executed, traded));
      }
    }
  }

  private static AlertRow alert(
      String market, long start, long end, int count, BigDecimal executed, BigDecimal traded) {
    return new AlertRow(
        market,
        end,
        Kind.FILLS_DIFFER,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(executed),
        Optional.of(traded),
        "Of "
            + count
            + (count == 1 ? " order" : " orders")
            + " fills and trades differ since "
            + RowJson.time(start)
            + ": order events executed "
            + RowJson.plain(executed)
            + ", trades "
            + RowJson.plain(traded)
            + ".");
  }

  /** Forgets what ended at that time or before. */
  void forgetBefore(long time) {
    unnamed.forgetBefore(time);
    different.forgetBefore(time);
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(open.size());
    for (Map.Entry<Moment, Balance> each : open.entrySet()) {
      StateFormat.writeNumber(out, each.getKey().micros());
      StateFormat.writeNumber(out, each.getKey().orderId());
      StateFormat.writeDecimal(out, each.getValue().executed);
      StateFormat.writeDecimal(out, each.getValue().made);
      StateFormat.writeDecimal(out, each.getValue().taken);
      out.writeBoolean(each.getValue().undecided);
    }
    StateFormat.writeNumber(out, decided);
    unnamed.write(out, StateFormat::writeNumber);
    different.write(out, StateFormat::writeNumber);
  }

  void read(DataInput in) throws IOException {
    open.clear();
    for (int left = in.readInt(); left > 0; left--) {
      Moment moment = new Moment(StateFormat.readNumber(in), StateFormat.readNumber(in));
      Balance balance = new Balance();
      balance.executed = StateFormat.readDecimal(in);
      balance.made = StateFormat.readDecimal(in);
      balance.taken = StateFormat.readDecimal(in);
      balance.undecided = in.readBoolean();
      open.put(moment, balance);
    }
    decided = StateFormat.readNumber(in);
    unnamed.read(in, StateFormat::readNumber);
    different.read(in, StateFormat::readNumber);
  }
}
