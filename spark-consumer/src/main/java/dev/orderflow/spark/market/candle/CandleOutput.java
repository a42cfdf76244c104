package dev.orderflow.spark.market.candle;

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
   * A hole was declared after candles in it had become final; those say complete and are not.
   *
   * @param from first microsecond of it that lies in final candles
   * @param to first microsecond after that
   */
  void lateHole(long from, long to);
}
