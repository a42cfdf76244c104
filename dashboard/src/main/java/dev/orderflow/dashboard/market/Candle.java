package dev.orderflow.dashboard.market;

import java.math.BigDecimal;

/**
 * A candle with prices, as published.
 *
 * @param interval its length, such as {@code 1m}
 * @param start milliseconds since the epoch
 * @param open first price
 * @param high highest price
 * @param low lowest price
 * @param close last price
 * @param volume base currency
 * @param vwap text of the volume-weighted average price; empty without volume
 * @param trades how many
 * @param complete whether no trade is missing
 * @param missingMillis how much of it is missing
 * @param revised whether a repair changed it after its end
 * @param revision counts its publications, from 1
 * @param isFinal whether nothing can change it any more
 */
public record Candle(
    String interval,
    long start,
    BigDecimal open,
    BigDecimal high,
    BigDecimal low,
    BigDecimal close,
    BigDecimal volume,
    String vwap,
    long trades,
    boolean complete,
    long missingMillis,
    boolean revised,
    long revision,
    boolean isFinal) {

  String json() {
    return "[%d,%s,%s,%s,%s,%s,%s,%d,%d,%d,%d,%d,%d]"
        .formatted(
            start,
            Json.text(open.toPlainString()),
            Json.text(high.toPlainString()),
            Json.text(low.toPlainString()),
            Json.text(close.toPlainString()),
            Json.text(volume.toPlainString()),
            vwap.isEmpty() ? "null" : Json.text(vwap),
            trades,
            complete ? 1 : 0,
            missingMillis,
            revised ? 1 : 0,
            revision,
            isFinal ? 1 : 0);
  }
}
