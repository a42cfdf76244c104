/**
 * The wire: one port that serves WebSocket and HTTP, the connections with what each was sent or
 * denied, and the thread that owns the exchange.
 *
 * <p>Threads: the exchange thread owns the frame source, the connections' state and the faults;
 * Netty's event loops own the sockets. Event loops hand work to the exchange thread as tasks, the
 * exchange thread hands bytes to the event loops.
 */
package dev.orderflow.simulator.server;
