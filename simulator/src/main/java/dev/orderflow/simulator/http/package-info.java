/** Requests and replies of HTTP as values: no sockets, and nothing of the exchange. */
package dev.orderflow.simulator.http;
