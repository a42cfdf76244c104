package dev.orderflow.simulator.server;

/**
 * What became of one frame on one connection.
 *
 * @param channel the channel's name
 * @param microtimestamp the event's microtimestamp
 * @param id what identifies the event: the event id of {@code live_orders}, the trade id of {@code
 *     live_trades}, the microtimestamp of the book channels
 * @param status sent, or why not
 */
public record Delivery(String channel, long microtimestamp, String id, DeliveryStatus status) {}
