package dev.orderflow.simulator.market;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Fills the book of a market that starts with a past: thousands of orders, some absurdly far. */
final class BookSeeder {
  private static final double MIN_DISTANCE = 0.0003;
  private static final double PAST_DAYS = 30;
  private static final double MICROS_PER_DAY = 86_400e6;
  private static final double[] ABSURD_BIDS = {0.0125, 0.1, 0.2};
  private static final double[] ABSURD_ASKS = {3, 10, 100};

  private record Resting(Side side, long price) {}

  private BookSeeder() {}

  /** Seeds about {@code count} orders around {@code value}; answers their ids. */
  static List<Long> seed(
      MatchingEngine engine,
      OrderIds ids,
      OrderShape shape,
      SeededRandom random,
      double value,
      int count,
      long startMicros) {
    List<Resting> resting = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Side side = i % 2 == 0 ? Side.BUY : Side.SELL;
      resting.add(new Resting(side, shape.farPrice(side, value, MIN_DISTANCE)));
    }
    if (count > 0) {
      for (double share : ABSURD_BIDS) {
        resting.add(new Resting(Side.BUY, Math.max(1, (long) (value * share))));
      }
      for (double multiple : ABSURD_ASKS) {
        resting.add(new Resting(Side.SELL, (long) (value * multiple)));
      }
    }
    double[] ages = new double[resting.size()];
    for (int i = 0; i < ages.length; i++) {
      ages[i] = 1 + random.exponential(PAST_DAYS / 4) * MICROS_PER_DAY;
    }
    Arrays.sort(ages);
    List<Long> seeded = new ArrayList<>(ages.length);
    for (int i = 0; i < ages.length; i++) {
      // Oldest first, so that the queue at a price is in the order of ids.
      long created = startMicros - (long) ages[ages.length - 1 - i];
      long id = ids.next(Math.max(created, 1_400_000_000_000_000L));
      Resting order = resting.get(i);
      engine.seed(id, order.side(), OrderKind.LIMIT, order.price(), shape.amount());
      seeded.add(id);
    }
    return seeded;
  }
}
