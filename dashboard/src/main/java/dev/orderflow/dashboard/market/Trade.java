package dev.orderflow.dashboard.market;

import java.math.BigDecimal;

/**
 * One trade of the source topic.
 *
 * @param id the exchange's id
 * @param micros when, microseconds since the epoch
 * @param price counter currency
 * @param amount base currency
 * @param buy whether the taker bought
 * @param repaired whether it was fetched afterwards because the stream missed it
 */
public record Trade(
    long id, long micros, BigDecimal price, BigDecimal amount, boolean buy, boolean repaired) {}
