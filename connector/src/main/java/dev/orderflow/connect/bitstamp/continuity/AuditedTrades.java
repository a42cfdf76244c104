package dev.orderflow.connect.bitstamp.continuity;

/**
 * Up to where the trades of a channel are known to be whole, and how many have been written since:
 * enough for a later task to find out whether the sessions of this one lost any.
 *
 * @param tradeId a comparison with the exchange's list has covered every trade up to this id
 * @param microtimestamp exchange time of a trade not after it, microseconds since the epoch
 * @param writtenSince trades above it that have been written
 */
public record AuditedTrades(long tradeId, long microtimestamp, long writtenSince) {}
