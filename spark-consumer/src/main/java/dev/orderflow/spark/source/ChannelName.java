package dev.orderflow.spark.source;

import java.util.List;
import java.util.Optional;

/**
 * A channel's name taken apart: {@code live_trades_btcusd} is {@code live_trades} of {@code
 * btcusd}. The market is everything behind the known prefix.
 *
 * @param kind such as {@code live_trades}
 * @param market such as {@code btcusd}
 */
public record ChannelName(String kind, String market) {

  /** The channel kind of trades. */
  public static final String LIVE_TRADES = "live_trades";

  /** The channel kind of order events. */
  public static final String LIVE_ORDERS = "live_orders";

  /** Longer ones first where one is the end of another. */
  private static final List<String> KINDS =
      List.of(
          LIVE_TRADES,
          LIVE_ORDERS,
          "detail_order_book",
          "diff_order_book",
          "order_book",
          "funding_rate");

  /**
   * Takes a name apart.
   *
   * @param name the channel
   * @return empty where it is no channel of a market
   */
  public static Optional<ChannelName> parse(String name) {
    for (String kind : KINDS) {
      if (name.length() > kind.length() + 1
          && name.startsWith(kind)
          && name.charAt(kind.length()) == '_') {
        return Optional.of(new ChannelName(kind, name.substring(kind.length() + 1)));
      }
    }
    return Optional.empty();
  }
}
