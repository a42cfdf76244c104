package dev.orderflow.spark.market.candle;

import dev.orderflow.spark.market.RowJson;
import java.util.OptionalLong;

/** The candle as it stands in the output topic; where there is no price the fields are null. */
public final class CandleJson {

  private CandleJson() {}

  /**
   * The record's key, under which the newest revision of a candle is the one that counts.
   *
   * @param market such as {@code btcusd}
   * @param candle the candle
   * @return market, interval and start, such as {@code btcusd|1m|2026-01-01T00:00:00Z}
   */
  public static String key(String market, Candle candle) {
    return market + '|' + candle.interval() + '|' + RowJson.time(candle.start());
  }

  /**
   * The record's value.
   *
   * @param market such as {@code btcusd}
   * @param candle the candle
   * @return a JSON object
   */
  public static String value(String market, Candle candle) {
    Candle.Totals totals = candle.totals();
    return RowJson.of(
        json ->
            json.text("market", market)
                .text("interval", candle.interval().toString())
                .instant("start", candle.start())
                .instant("end", candle.end())
                .decimal("open", candle.prices().map(Candle.Prices::open))
                .decimal("high", candle.prices().map(Candle.Prices::high))
                .decimal("low", candle.prices().map(Candle.Prices::low))
                .decimal("close", candle.prices().map(Candle.Prices::close))
                .decimal("volume", totals.volume())
                .decimal("quote_volume", totals.quoteVolume())
                .decimal("vwap", candle.vwap())
                .number("trades", totals.trades())
                .decimal("buy_volume", totals.buyVolume())
                .decimal("sell_volume", totals.sellVolume())
                .number("first_trade_id", id(totals.firstTradeId()))
                .number("last_trade_id", id(totals.lastTradeId()))
                .flag("complete", candle.isComplete())
                .word("reason", candle.reason())
                .word("proven", candle.proven())
                .number("missing_ms", candle.missingMillis())
                .number("late_trades", candle.lateTrades())
                .number("repaired_trades", totals.repairedTrades())
                .flag("final", candle.isFinal())
                .flag("revised", candle.isRevised())
                .number("revision", candle.revision()));
  }

  private static OptionalLong id(long id) {
    return id == 0 ? OptionalLong.empty() : OptionalLong.of(id);
  }
}
