package dev.orderflow.simulator.market;

/** Draws prices and amounts that look like traders'. */
final class OrderShape {
  private static final double MEDIAN_NOTIONAL_USD = 3_000;
  private static final double MAX_NOTIONAL_USD = 2_000_000;
  private static final double FAR_MEDIAN = 0.04;
  private static final double FAR_SIGMA = 1.6;
  private static final double FAR_BID_LIMIT = 0.56;
  private static final double FAR_ASK_LIMIT = 0.93;

  private final SeededRandom random;
  private final long step;
  private final double medianUnits;
  private final double maxUnits;

  OrderShape(Market market, SeededRandom random) {
    this.random = random;
    this.step = market.amountStep();
    double counterPerUsd = market.counter().equals("BTC") ? 1 / 79_800.0 : 1;
    double unitsPerUsd = 1e8 * counterPerUsd / market.referencePrice().doubleValue();
    this.medianUnits = MEDIAN_NOTIONAL_USD * unitsPerUsd;
    this.maxUnits = MAX_NOTIONAL_USD * unitsPerUsd;
  }

  /** An amount in 1e-8, a multiple of the market's step; one in three is a round number. */
  long amount() {
    double units = Math.min(maxUnits, random.lognormal(medianUnits, 1.4));
    if (random.below(3) == 0) {
      double magnitude = StrictMath.pow(10, StrictMath.floor(StrictMath.log10(units)));
      units = StrictMath.rint(4 * units / magnitude) / 4 * magnitude;
    }
    return Math.max(step, (long) (units / step) * step);
  }

  /** A price away from the touch: a few percent mostly, half the price at times. */
  long farPrice(Side side, double value, double minDistance) {
    double limit = side == Side.BUY ? FAR_BID_LIMIT : FAR_ASK_LIMIT;
    double distance;
    do {
      distance = minDistance + random.lognormal(FAR_MEDIAN, FAR_SIGMA);
    } while (distance > limit);
    double price = side == Side.BUY ? value * (1 - distance) : value * (1 + distance);
    return rounded(side, price);
  }

  /** A price close to the touch, {@code distance} being its share of the value. */
  long nearPrice(Side side, double value, double distance) {
    double price = side == Side.BUY ? value * (1 - distance) : value * (1 + distance);
    double ticks = side == Side.BUY ? StrictMath.floor(price) : StrictMath.ceil(price);
    return Math.max(1, (long) ticks);
  }

  /** People like round prices: about half of the far orders sit on one, away from the touch. */
  private long rounded(Side side, double price) {
    int taste = random.below(10);
    double grid = taste < 3 ? 100 : taste < 5 ? 1_000 : 1;
    double steps =
        side == Side.BUY ? StrictMath.floor(price / grid) : StrictMath.ceil(price / grid);
    return Math.max(1, (long) (steps * grid));
  }
}
