package dev.orderflow.simulator.venue;

/**
 * A channel that publishes.
 *
 * @param index dense number among the exchange's channels, from 0
 * @param kind what it publishes, as the prefix of its name says
 * @param name for example {@code live_orders_btcusd}
 */
public record PublicChannel(int index, ChannelKind kind, String name) {}
