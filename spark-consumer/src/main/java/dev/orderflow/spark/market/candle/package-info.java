/**
 * Candles of one market, with what is known of their completeness.
 *
 * <p>{@link dev.orderflow.spark.market.candle.CandleSeries} is the entry; everything else serves
 * it.
 */
package dev.orderflow.spark.market.candle;
