package dev.orderflow.connect.bitstamp.exchange;

/**
 * One row of {@code GET /api/v2/transactions/{market}/}: a trade of the past.
 *
 * @param id the trade's id, the same as on the stream
 * @param microtimestamp exchange time in microseconds since the epoch; whole seconds when the venue
 *     gave no more
 * @param exactTime whether the venue gave microseconds
 * @param price price in counter currency, decimal text as the venue wrote it
 * @param amount amount in base currency, decimal text as the venue wrote it
 * @param type 0 when the taker bought, 1 when the taker sold
 */
public record TradeRow(
    long id, long microtimestamp, boolean exactTime, String price, String amount, int type) {}
