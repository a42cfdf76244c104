package dev.orderflow.simulator.exchange;

import dev.orderflow.simulator.market.OrderEventKind;
import dev.orderflow.simulator.market.OrderKind;
import dev.orderflow.simulator.market.Side;

/**
 * One order event of a market; prices in ticks, amounts in 1e-8.
 *
 * @param time when the engine did it, microseconds
 * @param id the event's id
 * @param previousId the id of the event before; for the first event of all, one that never was
 * @param kind what happened
 * @param orderId the order
 * @param side the order's side
 * @param orderKind how the order behaves
 * @param price of the execution, or the order's own
 * @param remaining of the order after the event
 * @param executed by the event
 * @param created the order's amount at first
 */
record OrderEvent(
    long time,
    EventId id,
    EventId previousId,
    OrderEventKind kind,
    long orderId,
    Side side,
    OrderKind orderKind,
    long price,
    long remaining,
    long executed,
    long created) {

  /** The instant that the frame carries: the whole millisecond. */
  long stamp() {
    return id.high();
  }

  /** The whole millisecond of an instant, in microseconds. */
  static long stamp(long micros) {
    return micros - Math.floorMod(micros, 1000L);
  }
}
