package dev.orderflow.simulator.exchange;

import dev.orderflow.simulator.market.Side;

/**
 * One trade of a market; price in ticks, amount in 1e-8.
 *
 * @param time when the engine made it, microseconds
 * @param id the trade's id
 * @param taker the side that took
 * @param price the maker's price
 * @param amount the amount
 * @param buyOrderId the order that bought
 * @param sellOrderId the order that sold
 * @param due when its frame is published, microseconds
 */
record Trade(
    long time,
    long id,
    Side taker,
    long price,
    long amount,
    long buyOrderId,
    long sellOrderId,
    long due) {

  /** The instant that the frame carries: the whole millisecond. */
  long stamp() {
    return OrderEvent.stamp(time);
  }
}
