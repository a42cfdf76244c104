package dev.orderflow.dashboard.market;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import java.math.BigDecimal;

/**
 * A candle with prices, as published; the page gets it as an array in this order.
 *
 * @param interval its length, such as {@code 1m}; the page knows it
 * @param start milliseconds since the epoch
 * @param open first price
 * @param high highest price
 * @param low lowest price
 * @param close last price
 * @param volume base currency
 * @param vwap text of the volume-weighted average price; empty without volume
 * @param trades how many
 * @param complete whether no trade of the time that has been read is missing
 * @param missingMillis how much of it is missing
 * @param revised whether a repair changed it after its end
 * @param revision counts its publications, from 1
 * @param isFinal whether nothing can change it any more
 * @param isOver whether trades have been read past its end
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
public record Candle(
    @JsonIgnore String interval,
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
    boolean isFinal,
    boolean isOver) {}
