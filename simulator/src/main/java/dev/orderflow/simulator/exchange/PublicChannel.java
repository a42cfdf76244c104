package dev.orderflow.simulator.exchange;

/**
 * A channel that anyone may subscribe to.
 *
 * @param kind what its frames are
 * @param name on the wire, for example {@code live_orders_btcusd}
 */
public record PublicChannel(ChannelKind kind, String name) {
  /** The market. */
  public String symbol() {
    return name.substring(kind.prefix().length());
  }
}
