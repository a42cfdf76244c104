package dev.orderflow.simulator.venue;

import dev.orderflow.simulator.market.Market;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Sums up trades. */
final class CandleBuilder {
  private CandleBuilder() {}

  /** The candles of all retained trades, oldest first, none where nothing was traded. */
  static List<Candle> of(VenueMarket market, long stepSeconds) {
    TradeLog trades = market.trades();
    List<Candle> candles = new ArrayList<>();
    long row = trades.first();
    while (row < trades.end()) {
      long bucket = bucket(trades, row, stepSeconds);
      long from = row;
      while (row < trades.end() && bucket(trades, row, stepSeconds) == bucket) {
        row++;
      }
      candles.add(candle(market.market(), trades, from, row, bucket * stepSeconds));
    }
    return candles;
  }

  private static long bucket(TradeLog trades, long row, long stepSeconds) {
    return Math.floorDiv(OrderEventLog.stamp(trades.time(row)), stepSeconds * 1_000_000);
  }

  private static Candle candle(Market market, TradeLog trades, long from, long to, long start) {
    long high = Long.MIN_VALUE;
    long low = Long.MAX_VALUE;
    long volume = 0;
    for (long row = from; row < to; row++) {
      high = Math.max(high, trades.price(row));
      low = Math.min(low, trades.price(row));
      volume += trades.amount(row);
    }
    int decimals = market.priceDecimals();
    return new Candle(
        start,
        BigDecimal.valueOf(trades.price(from), decimals),
        BigDecimal.valueOf(high, decimals),
        BigDecimal.valueOf(low, decimals),
        BigDecimal.valueOf(trades.price(to - 1), decimals),
        BigDecimal.valueOf(volume, Market.AMOUNT_SCALE),
        to - from);
  }
}
