/**
 * Frames of {@code live_orders}, made once and sent as fast as a socket takes them or at a pace,
 * and a look at whether all of them arrived.
 */
package dev.orderflow.benchmarks.feed;
