package dev.orderflow.simulator.venue;

import java.math.BigDecimal;

/**
 * A candle over the trades of {@code start <= second < start + step}.
 *
 * @param start unix seconds
 * @param open first price
 * @param high highest price
 * @param low lowest price
 * @param close last price
 * @param volume traded amount in the base currency
 * @param trades number of trades
 */
public record Candle(
    long start,
    BigDecimal open,
    BigDecimal high,
    BigDecimal low,
    BigDecimal close,
    BigDecimal volume,
    long trades) {

  static Candle flat(long start, BigDecimal price) {
    return new Candle(start, price, price, price, price, BigDecimal.ZERO.setScale(8), 0);
  }
}
