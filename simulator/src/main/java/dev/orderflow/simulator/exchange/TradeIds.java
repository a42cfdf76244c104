package dev.orderflow.simulator.exchange;

/**
 * Trade ids: one rising sequence over all markets of an exchange, so that the ids of one market
 * jump.
 *
 * <p>The markets that the simulator does not run take their share: ids advance by 1 to 4.
 */
final class TradeIds {
  private long last = 629_876_234;

  long next() {
    last += 1 + (last * 0x9E3779B97F4A7C15L >>> 62);
    return last;
  }
}
