/**
 * Frames of {@code live_orders}, made once, and sent as fast as a socket takes them or at a pace,
 * or returned by a task of Connect's.
 */
package dev.orderflow.benchmarks.feed;
