package dev.orderflow.simulator.exchange;

import dev.orderflow.simulator.market.Market;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

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

  /** The candle of a span in which nothing was traded. */
  static Candle flat(long start, BigDecimal price) {
    BigDecimal nothing = BigDecimal.ZERO.setScale(Market.AMOUNT_SCALE);
    return new Candle(start, price, price, price, price, nothing, 0);
  }

  /** The candles of trades, oldest first, none where nothing was traded. */
  static List<Candle> of(Market market, List<Trade> trades, long stepSeconds) {
    List<Candle> candles = new ArrayList<>();
    trades.stream()
        .collect(
            Collectors.groupingBy(
                trade -> Math.floorDiv(trade.stamp(), stepSeconds * 1_000_000),
                TreeMap::new,
                Collectors.toList()))
        .forEach((span, inside) -> candles.add(of(market, span * stepSeconds, inside)));
    return candles;
  }

  private static Candle of(Market market, long start, List<Trade> trades) {
    int decimals = market.priceDecimals();
    var prices = trades.stream().mapToLong(Trade::price).summaryStatistics();
    long volume = trades.stream().mapToLong(Trade::amount).sum();
    return new Candle(
        start,
        BigDecimal.valueOf(trades.get(0).price(), decimals),
        BigDecimal.valueOf(prices.getMax(), decimals),
        BigDecimal.valueOf(prices.getMin(), decimals),
        BigDecimal.valueOf(trades.get(trades.size() - 1).price(), decimals),
        BigDecimal.valueOf(volume, Market.AMOUNT_SCALE),
        trades.size());
  }
}
