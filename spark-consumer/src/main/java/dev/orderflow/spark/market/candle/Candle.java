package dev.orderflow.spark.market.candle;

import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.ProvenBy;
import dev.orderflow.spark.market.Reason;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * One published revision of a candle: all trades with {@code start <= time < end} that were known
 * then.
 *
 * @param interval its length
 * @param start first microsecond, since the epoch
 * @param prices open, high, low and close; empty where no trade is known and none is carried
 * @param totals what was traded
 * @param reason why not every trade of the interval is in it, or may not be; empty where it is
 * @param proven what proves that all trades of it were read; empty where nothing does
 * @param missingMicros how much of the interval is missing as far as it was read, microseconds
 * @param lateTrades trades of the interval that came too late to be counted in
 * @param isFinal whether nothing can change it any more
 * @param isRevised whether its trades changed after the market had passed its end
 * @param isNewlyIncomplete whether this revision is the first of the candle that is over and
 *     incomplete
 * @param revision counts the published revisions since it is over, from 1; 0 before
 */
public record Candle(
    Interval interval,
    long start,
    Optional<Prices> prices,
    Totals totals,
    Optional<Reason> reason,
    Optional<ProvenBy> proven,
    long missingMicros,
    long lateTrades,
    boolean isFinal,
    boolean isRevised,
    boolean isNewlyIncomplete,
    int revision) {

  /** Digits of a VWAP, which as a quotient has no last one of its own. */
  private static final MathContext VWAP = new MathContext(16, RoundingMode.HALF_EVEN);

  /**
   * Where it ends.
   *
   * @return the first microsecond after it, since the epoch
   */
  public long end() {
    return start + interval.micros();
  }

  /**
   * Whether every trade of the interval is in it: it is over, was read past its end, and nothing of
   * it is missing.
   *
   * @return false where trades may be missing or are known to be
   */
  public boolean isComplete() {
    return reason.isEmpty();
  }

  /**
   * How much of it is missing.
   *
   * @return milliseconds, rounded down, but at least 1 where anything is, so that 0 means nothing
   */
  public long missingMillis() {
    return missingMicros == 0 ? 0 : Math.max(1, missingMicros / 1_000);
  }

  /**
   * Volume-weighted average price: quote volume divided by volume.
   *
   * @return with 16 significant digits, rounded half even; empty without volume
   */
  public Optional<BigDecimal> vwap() {
    return totals.volume().signum() == 0
        ? Optional.empty()
        : Optional.of(totals.quoteVolume().divide(totals.volume(), VWAP));
  }

  /**
   * The four prices, in the counter currency.
   *
   * @param open of the first trade, by trade id
   * @param high highest
   * @param low lowest
   * @param close of the last trade, by trade id
   */
  public record Prices(BigDecimal open, BigDecimal high, BigDecimal low, BigDecimal close) {

    /** All four the same: the price carried into an interval without trades. */
    static Prices flat(BigDecimal price) {
      return new Prices(price, price, price, price);
    }
  }

  /**
   * What was traded.
   *
   * @param trades number of trades
   * @param repairedTrades how many of them were fetched over HTTP
   * @param volume amount, base currency
   * @param quoteVolume sum of price times amount, counter currency
   * @param buyVolume amount of the trades whose taker bought, base currency
   * @param sellVolume amount of the trades whose taker sold, base currency
   * @param firstTradeId lowest trade id, 0 without trades
   * @param lastTradeId highest trade id, 0 without trades
   */
  public record Totals(
      long trades,
      long repairedTrades,
      BigDecimal volume,
      BigDecimal quoteVolume,
      BigDecimal buyVolume,
      BigDecimal sellVolume,
      long firstTradeId,
      long lastTradeId) {}
}
