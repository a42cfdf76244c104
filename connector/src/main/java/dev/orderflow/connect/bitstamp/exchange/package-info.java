/**
 * The exchange client: one room for everything that knows Bitstamp's wire, and nothing that knows
 * Kafka.
 *
 * <p>A {@link dev.orderflow.connect.bitstamp.exchange.BitstampFeed} keeps the WebSocket open and
 * puts what arrives into an {@link dev.orderflow.connect.bitstamp.exchange.FeedEventQueue}; whoever
 * owns the buffer's other end takes it from there.
 */
package dev.orderflow.connect.bitstamp.exchange;
