package dev.orderflow.simulator.market;

/**
 * Hears everything that a {@link MatchingEngine} does, in order, on the engine's thread.
 *
 * <p>Times are microseconds since the epoch, prices ticks, amounts 1e-8.
 */
public interface EngineListener {
  /** An order was accepted; it has not matched or rested yet. */
  void orderCreated(long time, Order order);

  /** An order was executed in part at {@code price}; its remaining amount is already reduced. */
  void orderChanged(long time, Order order, long price, long executed);

  /**
   * An order left the market: filled by this event where {@code executed} is positive and nothing
   * remains, otherwise cancelled with what remains.
   */
  void orderDeleted(long time, Order order, long price, long executed);

  /** Two orders matched, at the maker's price. */
  void trade(long time, Side taker, long price, long amount, long buyOrderId, long sellOrderId);

  /** The resting amount at a price changed. */
  void levelChanged(Side side, long price);
}
