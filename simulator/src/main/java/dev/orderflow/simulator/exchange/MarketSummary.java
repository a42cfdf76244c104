package dev.orderflow.simulator.exchange;

import java.util.Optional;

/**
 * What a market has done.
 *
 * @param market symbol
 * @param orderEvents order events since the start
 * @param trades trades since the start
 * @param firstRetainedEventId the oldest event that history and truth know
 * @param lastEventId the newest event
 * @param lastTradeId the newest trade
 * @param bookOrders orders resting now
 */
public record MarketSummary(
    String market,
    long orderEvents,
    long trades,
    Optional<String> firstRetainedEventId,
    Optional<String> lastEventId,
    Optional<Long> lastTradeId,
    int bookOrders) {}
