package dev.orderflow.simulator.market;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * What is fixed about a market.
 *
 * @param symbol as in channel names, lower case, for example {@code btcusd}
 * @param base base currency, upper case
 * @param counter counter currency, upper case
 * @param amountDecimals decimals of amounts, 0 to 8
 * @param priceDecimals decimals of prices; one tick is the last of them
 * @param eventIdCode the 16-bit market number inside event ids
 * @param referencePrice where the price starts
 * @param eventsPerSecond the order events per second of an ordinary minute
 */
public record Market(
    String symbol,
    String base,
    String counter,
    int amountDecimals,
    int priceDecimals,
    int eventIdCode,
    BigDecimal referencePrice,
    int eventsPerSecond) {

  /** Decimals of the engine's amounts. */
  public static final int AMOUNT_SCALE = 8;

  /**
   * The markets that the simulator can run. Only {@code btcusd}'s event id code is known from the
   * wire (0001); event rates of btcusd, ethusd and xrpusd follow captures of 2026.
   */
  public static List<Market> catalogue() {
    return List.of(
        of("BTC", "USD", 8, 2, 0x0001, "79800", 100),
        of("BTC", "EUR", 8, 2, 0x0002, "68250", 40),
        of("ETH", "USD", 6, 2, 0x0011, "2090", 54),
        of("ETH", "EUR", 6, 2, 0x0012, "1788", 20),
        of("XRP", "USD", 6, 5, 0x0021, "1.41230", 57),
        of("LTC", "USD", 8, 2, 0x0031, "84.50", 15),
        of("SOL", "USD", 6, 3, 0x0041, "142.300", 20),
        of("ADA", "USD", 6, 5, 0x0051, "0.45120", 10),
        of("DOGE", "USD", 6, 5, 0x0061, "0.16750", 10),
        of("LINK", "USD", 8, 5, 0x0071, "14.82000", 8),
        of("ETH", "BTC", 8, 8, 0x0081, "0.02619000", 10));
  }

  /** A market of the {@linkplain #catalogue() catalogue} by symbol. */
  public static Optional<Market> named(String symbol) {
    return catalogue().stream().filter(market -> market.symbol().equals(symbol)).findFirst();
  }

  /** {@code BTC/USD}. */
  public String name() {
    return base + "/" + counter;
  }

  /** The reference price in ticks. */
  public long referenceTicks() {
    return referencePrice.movePointRight(priceDecimals).longValueExact();
  }

  /** The smallest amount step, in 1e-8. */
  public long amountStep() {
    long step = 1;
    for (int i = amountDecimals; i < AMOUNT_SCALE; i++) {
      step *= 10;
    }
    return step;
  }

  private static Market of(
      String base, String counter, int amounts, int prices, int code, String price, int rate) {
    String symbol = (base + counter).toLowerCase(java.util.Locale.ROOT);
    return new Market(symbol, base, counter, amounts, prices, code, new BigDecimal(price), rate);
  }
}
