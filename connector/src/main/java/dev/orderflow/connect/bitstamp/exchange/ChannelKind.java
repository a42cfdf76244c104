package dev.orderflow.connect.bitstamp.exchange;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The public channels of Bitstamp's WebSocket API v2 that the connector subscribes.
 *
 * <p>Source of the names: Bitstamp's WebSocket documentation, "Public channels".
 */
public enum ChannelKind {
  /** Every order created, changed or deleted, order by order, linked by an event id chain. */
  LIVE_ORDERS("live_orders"),
  /** Every trade. */
  LIVE_TRADES("live_trades"),
  /** The best 100 price levels of each side, whole in every frame. */
  ORDER_BOOK("order_book"),
  /** The best 100 orders of each side, whole in every frame. */
  DETAIL_ORDER_BOOK("detail_order_book"),
  /** Changed price levels of the whole book. */
  DIFF_ORDER_BOOK("diff_order_book");

  private final String prefix;

  ChannelKind(String prefix) {
    this.prefix = prefix;
  }

  /** The channel's name without its market, such as {@code live_orders}. */
  public String prefix() {
    return prefix;
  }

  /** The kind of that name, or empty when the name is none of ours. */
  public static Optional<ChannelKind> ofPrefix(String prefix) {
    return Arrays.stream(values()).filter(kind -> kind.prefix.equals(prefix)).findFirst();
  }

  /** All names, in declaration order. */
  public static List<String> prefixes() {
    return Arrays.stream(values()).map(ChannelKind::prefix).toList();
  }
}
