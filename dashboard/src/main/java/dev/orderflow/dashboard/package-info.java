/**
 * The web page's server: {@code …dashboard} (options, wiring) → {@code .feed} (topics) → {@code
 * .market} (state), and {@code .web} (HTTP and server-sent events) beside them.
 */
package dev.orderflow.dashboard;
