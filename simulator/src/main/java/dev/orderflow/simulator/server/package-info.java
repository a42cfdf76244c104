/**
 * The wire: one port that serves WebSocket and HTTP, the connections with what each was sent or
 * denied, and the faults that stand between them and what the exchange publishes.
 *
 * <p>One event loop owns everything here, sockets included; {@link
 * dev.orderflow.simulator.server.ExchangeServer} is the door for other threads. A frame goes from
 * the source through {@code Connections}, a connection's {@code ConnectionFaults} and its {@code
 * FrameWriter} to the socket; a request goes from {@code HttpHandler} to {@code ScriptApi}, or
 * through {@code HttpFaults} to {@code exchange.ExchangeApi}, and back.
 */
package dev.orderflow.simulator.server;
