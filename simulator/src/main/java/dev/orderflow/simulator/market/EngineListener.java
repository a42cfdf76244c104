package dev.orderflow.simulator.market;

/**
 * Hears everything that a {@link MatchingEngine} does, in order, on the engine's thread.
 *
 * <p>Times are microseconds since the epoch, prices ticks, amounts 1e-8.
 */
public interface EngineListener {
  /**
   * Something happened to an order: it was accepted and has not matched or rested yet, it was
   * executed in part, or it left the market, filled by this event where {@code executed} is
   * positive and nothing remains, otherwise cancelled with what remains.
   *
   * @param price of the execution, or the order's own
   * @param executed by this event; what remains of the order is already reduced
   */
  void onOrder(long time, OrderEventKind kind, Order order, long price, long executed);

  /** Two orders matched, at the maker's price. */
  void onTrade(long time, Side taker, long price, long amount, long buyOrderId, long sellOrderId);

  /** The resting amount at a price changed. */
  void onLevel(Side side, long price);
}
