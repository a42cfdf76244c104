package dev.orderflow.simulator.exchange;

/**
 * What a market has done.
 *
 * @param market symbol
 * @param orderEvents order events since the start
 * @param trades trades since the start
 * @param firstRetainedEventId the oldest event that history and truth know; empty before the first
 * @param lastEventId the newest event; empty before the first
 * @param lastTradeId the newest trade; 0 before the first
 * @param bookOrders orders resting now
 */
public record MarketSummary(
    String market,
    long orderEvents,
    long trades,
    String firstRetainedEventId,
    String lastEventId,
    long lastTradeId,
    int bookOrders) {}
