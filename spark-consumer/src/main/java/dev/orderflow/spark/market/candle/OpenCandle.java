package dev.orderflow.spark.market.candle;

import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.ProvenBy;
import dev.orderflow.spark.market.Reason;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.Trade;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * A candle that may still change. Sums and extremes do not depend on the order in which trades are
 * added; open and close go by trade id.
 */
final class OpenCandle {

  private static final long NEVER = Long.MIN_VALUE;

  private final Interval interval;
  private final long start;
  private long trades;
  private long repairedTrades;
  private long lateTrades;
  private long firstTradeId;
  private long lastTradeId;
  private BigDecimal open = BigDecimal.ZERO;
  private BigDecimal high = BigDecimal.ZERO;
  private BigDecimal low = BigDecimal.ZERO;
  private BigDecimal close = BigDecimal.ZERO;
  private BigDecimal buyVolume = BigDecimal.ZERO;
  private BigDecimal sellVolume = BigDecimal.ZERO;
  private BigDecimal quoteVolume = BigDecimal.ZERO;
  private Optional<BigDecimal> carried = Optional.empty();
  private boolean revised;
  private boolean publishedIncomplete;
  private int revision;
  private long publishedStep = NEVER;

  /** Whether a row has it as it is now. */
  private boolean shown;

  /** What its last row said of proof. */
  private Optional<ProvenBy> proven = Optional.empty();

  OpenCandle(Interval interval, long start) {
    this.interval = interval;
    this.start = start;
  }

  Interval interval() {
    return interval;
  }

  long start() {
    return start;
  }

  long end() {
    return start + interval.micros();
  }

  boolean hasTrades() {
    return trades > 0;
  }

  /** The last known price at its end. */
  Optional<BigDecimal> close() {
    return trades > 0 ? Optional.of(close) : carried;
  }

  /** Adds a trade; {@code afterEnd} tells that the market had passed the candle's end before. */
  void add(Trade trade, boolean afterEnd) {
    touch();
    if (trades == 0) {
      high = trade.price();
      low = trade.price();
    } else {
      high = high.max(trade.price());
      low = low.min(trade.price());
    }
    if (trades == 0 || trade.id() < firstTradeId) {
      firstTradeId = trade.id();
      open = trade.price();
    }
    if (trades == 0 || trade.id() > lastTradeId) {
      lastTradeId = trade.id();
      close = trade.price();
    }
    if (trade.aggressorSide() == Side.BUY) {
      buyVolume = buyVolume.add(trade.amount());
    } else {
      sellVolume = sellVolume.add(trade.amount());
    }
    quoteVolume = quoteVolume.add(trade.notional());
    trades++;
    if (trade.repaired()) {
      repairedTrades++;
    }
    revised |= afterEnd;
  }

  void late() {
    touch();
    lateTrades++;
  }

  /** Something about it changed. */
  void touch() {
    shown = false;
  }

  /** Whether its last row said something else of proof. */
  boolean isProvenAnew(Optional<ProvenBy> by) {
    return !proven.equals(by);
  }

  boolean isShown() {
    return shown;
  }

  /** Sets the price at which it stands without trades; false where it stood there already. */
  boolean carry(BigDecimal price) {
    if (carried.filter(price::equals).isPresent()) {
      return false;
    }
    touch();
    carried = Optional.of(price);
    return true;
  }

  boolean wasPublishedIn(long step) {
    return publishedStep == step;
  }

  /**
   * A revision.
   *
   * @param reason why something of its time is missing, or was not read yet; empty where nothing is
   * @param step the step in which it is published
   */
  Candle publish(
      Optional<Reason> reason,
      Optional<ProvenBy> provenBy,
      long missingMicros,
      boolean isFinal,
      long step) {
    publishedStep = step;
    proven = provenBy;
    boolean over = !reason.equals(Optional.of(Reason.NOT_PAST_END));
    revision += over ? 1 : 0;
    boolean newlyIncomplete = !publishedIncomplete && over && reason.isPresent();
    publishedIncomplete |= newlyIncomplete;
    return show(reason, missingMicros, isFinal, newlyIncomplete);
  }

  /** The candle as it is now, before it is over and between its revisions. */
  Candle peek(long missingMicros) {
    return show(Optional.of(Reason.NOT_PAST_END), missingMicros, false, false);
  }

  private Candle show(
      Optional<Reason> reason, long missingMicros, boolean isFinal, boolean newlyIncomplete) {
    shown = true;
    return new Candle(
        interval,
        start,
        trades > 0
            ? Optional.of(new Candle.Prices(open, high, low, close))
            : carried.map(Candle.Prices::flat),
        new Candle.Totals(
            trades,
            repairedTrades,
            buyVolume.add(sellVolume),
            quoteVolume,
            buyVolume,
            sellVolume,
            firstTradeId,
            lastTradeId),
        reason,
        proven,
        missingMicros,
        lateTrades,
        isFinal,
        revised,
        newlyIncomplete,
        revision);
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(start);
    out.writeLong(trades);
    out.writeLong(repairedTrades);
    out.writeLong(lateTrades);
    out.writeLong(firstTradeId);
    out.writeLong(lastTradeId);
    for (BigDecimal money :
        new BigDecimal[] {open, high, low, close, buyVolume, sellVolume, quoteVolume}) {
      out.writeUTF(money.toString());
    }
    out.writeUTF(carried.map(BigDecimal::toString).orElse(""));
    out.writeBoolean(revised);
    out.writeBoolean(publishedIncomplete);
    out.writeInt(revision);
    out.writeLong(publishedStep);
    out.writeBoolean(shown);
    out.writeByte(proven.map(Enum::ordinal).orElse(-1));
  }

  static OpenCandle read(Interval interval, DataInput in) throws IOException {
    OpenCandle candle = new OpenCandle(interval, in.readLong());
    candle.trades = in.readLong();
    candle.repairedTrades = in.readLong();
    candle.lateTrades = in.readLong();
    candle.firstTradeId = in.readLong();
    candle.lastTradeId = in.readLong();
    candle.open = new BigDecimal(in.readUTF());
    candle.high = new BigDecimal(in.readUTF());
    candle.low = new BigDecimal(in.readUTF());
    candle.close = new BigDecimal(in.readUTF());
    candle.buyVolume = new BigDecimal(in.readUTF());
    candle.sellVolume = new BigDecimal(in.readUTF());
    candle.quoteVolume = new BigDecimal(in.readUTF());
    candle.carried = Optional.of(in.readUTF()).filter(text -> !text.isEmpty()).map(BigDecimal::new);
    candle.revised = in.readBoolean();
    candle.publishedIncomplete = in.readBoolean();
    candle.revision = in.readInt();
    candle.publishedStep = in.readLong();
    candle.shown = in.readBoolean();
    int by = in.readByte();
    candle.proven = by < 0 ? Optional.empty() : Optional.of(ProvenBy.values()[by]);
    return candle;
  }
}
