/**
 * Markets without any I/O: a matching engine with price-time priority and the seeded order flow
 * that drives it.
 *
 * <p>Prices are whole ticks ({@code 10^-priceDecimals} of the counter currency), amounts whole
 * units of {@code 1e-8} of the base currency, times microseconds since the epoch. Nothing here
 * reads a clock, and nothing here is safe for use by several threads: one thread owns a market.
 */
package dev.orderflow.simulator.market;
