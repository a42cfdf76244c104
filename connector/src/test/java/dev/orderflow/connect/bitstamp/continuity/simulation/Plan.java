package dev.orderflow.connect.bitstamp.continuity.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * What one run is made of, all of it drawn from its seed.
 *
 * @param seed the seed
 * @param connections sockets kept open
 * @param ordersPerSecond how busy the market is
 * @param tradesPerHundred trades for each hundred orders
 * @param clockOffsetMicros what the worker's clock is ahead at the start
 * @param exactlyOnce whether records and offsets are committed together
 * @param maxHeld the task's bound on frames held
 * @param assumptions what is otherwise than believed
 * @param faults what goes wrong, in the order of its time
 * @param lengthMicros how long faults go on; then the exchange is whole again
 */
record Plan(
    long seed,
    int connections,
    double ordersPerSecond,
    int tradesPerHundred,
    long clockOffsetMicros,
    boolean exactlyOnce,
    int maxHeld,
    Set<Assumption> assumptions,
    List<Fault> faults,
    long lengthMicros) {

  private static final long SECOND = 1_000_000;

  /** Neighbouring seeds alone would give nearly the same first numbers. */
  private static final long MIX = 0x9E3779B97F4A7C15L;

  /**
   * One fault.
   *
   * @param kind what
   * @param at when, microseconds after the start
   * @param lasts how long, microseconds
   * @param strength from 0 to 1
   */
  record Fault(FaultKind kind, long at, long lasts, double strength) {}

  static Plan of(long seed, Set<FaultKind> kinds, Set<Assumption> drawn) {
    Random random = new Random(seed);
    double[] rates = {0.02, 0.3, 3, 20, 80};
    double rate = rates[random.nextInt(rates.length)];
    long length = (60 + random.nextInt(180)) * SECOND;
    Set<Assumption> assumptions = EnumSet.noneOf(Assumption.class);
    List<Assumption> choice = List.copyOf(drawn.stream().sorted().toList());
    int otherwise = choice.isEmpty() ? 0 : new int[] {0, 0, 1, 1, 2}[random.nextInt(5)];
    for (int i = 0; i < otherwise; i++) {
      assumptions.add(choice.get(random.nextInt(choice.size())));
    }
    List<Fault> faults = new ArrayList<>();
    List<FaultKind> possible =
        kinds.stream().filter(kind -> kind != FaultKind.REFUSED).sorted().toList();
    int count = 1 + random.nextInt(14);
    for (int i = 0; i < count; i++) {
      FaultKind kind = possible.get(random.nextInt(possible.size()));
      long lasts = (long) (SECOND * Math.pow(10, random.nextDouble() * 2.2 - 0.3));
      faults.add(
          new Fault(
              kind,
              (long) (length * random.nextDouble()),
              lasts,
              0.05 + 0.95 * random.nextDouble()));
    }
    if (kinds.contains(FaultKind.REFUSED)) {
      faults.addAll(refusals(new Random(~seed * MIX), length));
    }
    faults.sort(Comparator.comparingLong(Fault::at));
    return new Plan(
        seed,
        random.nextInt(3) == 0 ? 2 : 1,
        rate,
        1 + random.nextInt(30),
        random.nextInt(2) == 0 ? 0 : (random.nextInt(181) - 90) * SECOND,
        random.nextBoolean(),
        random.nextInt(8) == 0 ? 20 + random.nextInt(80) : 20_000,
        assumptions,
        faults,
        length);
  }

  /** Drawn apart, so that a seed known before draws what it did. */
  private static List<Fault> refusals(Random random, long length) {
    List<Fault> faults = new ArrayList<>();
    for (int i = random.nextInt(4) - 1; i > 0; i--) {
      faults.add(
          new Fault(
              FaultKind.REFUSED,
              (long) (length * random.nextDouble()),
              (long) (SECOND * Math.pow(10, random.nextDouble() * 2.2 - 0.3)),
              0.05 + 0.95 * random.nextDouble()));
    }
    return faults;
  }

  Plan withFaults(List<Fault> others) {
    return new Plan(
        seed,
        connections,
        ordersPerSecond,
        tradesPerHundred,
        clockOffsetMicros,
        exactlyOnce,
        maxHeld,
        assumptions,
        others,
        lengthMicros);
  }

  Plan assuming(Set<Assumption> others) {
    return new Plan(
        seed,
        connections,
        ordersPerSecond,
        tradesPerHundred,
        clockOffsetMicros,
        exactlyOnce,
        maxHeld,
        others,
        faults,
        lengthMicros);
  }

  boolean assumes(Assumption assumption) {
    return assumptions.contains(assumption);
  }
}
