package dev.orderflow.spark.market.candle;

import dev.orderflow.spark.market.CompletenessRow;
import dev.orderflow.spark.market.Trade;

/** Receives what a series has to say, on the thread that feeds it. */
public interface CandleOutput {

  /**
   * A new revision of a candle.
   *
   * @param candle the revision
   */
  void candle(Candle candle);

  /**
   * A trade came after the candles it belongs to had become final; it is in none.
   *
   * @param trade the trade
   */
  void lateTrade(Trade trade);

  /**
   * Final candles say of themselves what is not so.
   *
   * @param row which, and why
   */
  void completeness(CompletenessRow row);
}
