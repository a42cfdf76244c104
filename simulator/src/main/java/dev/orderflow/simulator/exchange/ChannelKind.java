package dev.orderflow.simulator.exchange;

import java.util.Arrays;
import java.util.Optional;

/** The public channels of a market; a channel's name is the prefix and the market's symbol. */
public enum ChannelKind {
  /** Every order event, with the chain of event ids. */
  LIVE_ORDERS("live_orders_"),
  /** Every trade. */
  LIVE_TRADES("live_trades_"),
  /** The best hundred price levels a side. */
  ORDER_BOOK("order_book_"),
  /** The best hundred orders a side. */
  DETAIL_ORDER_BOOK("detail_order_book_"),
  /** Changed price levels, full depth. */
  DIFF_ORDER_BOOK("diff_order_book_");

  private final String prefix;

  ChannelKind(String prefix) {
    this.prefix = prefix;
  }

  /** The kind of a channel by its name; empty where it is none of a market's. */
  public static Optional<ChannelKind> of(String channel) {
    return Arrays.stream(values()).filter(kind -> channel.startsWith(kind.prefix)).findFirst();
  }

  /** The channel name's part before the market. */
  public String prefix() {
    return prefix;
  }
}
