package dev.orderflow.simulator.market;

/**
 * The value that traders believe in: a geometric random walk whose volatility clusters.
 *
 * <p>The logarithm of volatility is an Ornstein-Uhlenbeck process with a memory of some ten
 * minutes, and shocks to it are correlated with large moves, so that calm and busy minutes follow
 * each other.
 */
final class PriceProcess {
  /** 50 % a year, over the square root of the seconds of 365 days. */
  private static final double VOLATILITY_PER_SECOND = 0.5 / 5615.7;

  private static final double MEMORY_SECONDS = 600;
  private static final double VOLATILITY_OF_VOLATILITY = 0.7;
  private static final double MAX_LOG_VOLATILITY = 2.2;

  private final SeededRandom random;
  private double logPrice;
  private double logVolatility;

  PriceProcess(double start, SeededRandom random) {
    this.random = random;
    this.logPrice = StrictMath.log(start);
  }

  /** Lets time pass. */
  void advance(double seconds, double activity) {
    double pull = seconds / MEMORY_SECONDS;
    logVolatility +=
        -logVolatility * pull
            + VOLATILITY_OF_VOLATILITY * StrictMath.sqrt(2 * pull) * random.normal();
    logVolatility = Math.max(-MAX_LOG_VOLATILITY, Math.min(MAX_LOG_VOLATILITY, logVolatility));
    double sigma =
        VOLATILITY_PER_SECOND
            * StrictMath.exp(logVolatility)
            * StrictMath.sqrt(seconds * Math.max(0.5, activity));
    logPrice += sigma * random.normal();
  }

  /** The value in ticks, at least 100. */
  double ticks() {
    return Math.max(100, StrictMath.exp(logPrice));
  }
}
