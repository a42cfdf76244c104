package dev.orderflow.dashboard.market;

/**
 * A hole in a channel, as the connector declared it.
 *
 * @param channel such as {@code live_orders_btcusd}
 * @param from time of the last event before it, microseconds since the epoch
 * @param to time of the first event after it, microseconds since the epoch
 * @param repaired whether everything in it was fetched afterwards
 * @param reason the connector's word
 */
public record Gap(String channel, long from, long to, boolean repaired, String reason) {}
