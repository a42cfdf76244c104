package dev.orderflow.simulator.venue;

import dev.orderflow.simulator.market.Market;
import java.util.List;
import java.util.StringJoiner;

/** The reply of {@code /api/v2/markets/}. */
public final class MarketRows {
  private MarketRows() {}

  /** The rows of all markets, as a JSON array. */
  public static String body(List<Market> markets) {
    StringJoiner rows = new StringJoiner(", ", "[", "]");
    markets.forEach(market -> rows.add(row(market)));
    return rows.toString();
  }

  private static String row(Market market) {
    String row =
        """
        {"name": "%s", "market_symbol": "%s", "base_currency": "%s", "base_decimals": %d, \
        "counter_currency": "%s", "counter_decimals": %d, "minimum_order_value": "10", \
        "maximum_order_value": "10000000", "minimum_order_amount": "0.00000001", \
        "maximum_order_amount": "100000000", "trading": "Enabled", \
        "instant_order_counter_decimals": %d, "instant_and_market_orders": "Enabled", \
        "description": "%s", "market_type": "SPOT"}""";
    return String.format(
        java.util.Locale.ROOT,
        row,
        market.name(),
        market.symbol(),
        market.base(),
        market.amountDecimals(),
        market.counter(),
        market.priceDecimals(),
        market.priceDecimals(),
        market.base() + " / " + market.counter());
  }
}
