/**
 * Bitstamp's protocol over the markets: channels, frames as on the wire, event ids, history and the
 * truth. No sockets and no threads: whoever calls {@code advance} owns everything here.
 */
package dev.orderflow.simulator.exchange;
