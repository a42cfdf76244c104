package dev.orderflow.simulator.market;

import java.util.SplittableRandom;

/**
 * Random draws that are the same on every machine for the same seed: integers from a splittable
 * generator, functions from {@link StrictMath}.
 */
final class SeededRandom {
  private final SplittableRandom random;

  SeededRandom(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** Uniform in [0, bound). */
  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  Side side() {
    return random.nextBoolean() ? Side.BUY : Side.SELL;
  }

  /** Exponential with the given mean. */
  double exponential(double mean) {
    return -mean * StrictMath.log(1 - random.nextDouble());
  }

  /** Standard normal, by Box and Muller. */
  double normal() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
  }

  /** Log-normal with the given median and standard deviation of the logarithm. */
  double lognormal(double median, double sigma) {
    return median * StrictMath.exp(sigma * normal());
  }
}
