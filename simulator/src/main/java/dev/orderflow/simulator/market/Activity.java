package dev.orderflow.simulator.market;

/**
 * How busy the market is relative to an ordinary minute: quiet for most of the time, active at
 * times, and now and then a burst of about a second.
 */
final class Activity {
  private enum State {
    QUIET(0.65, 40),
    ACTIVE(1.5, 15),
    BURST(7.5, 1.2);

    private final double level;
    private final double meanSeconds;

    State(double level, double meanSeconds) {
      this.level = level;
      this.meanSeconds = meanSeconds;
    }
  }

  private static final double BURST_AFTER_ACTIVE = 0.2;

  private final SeededRandom random;
  private State state = State.QUIET;
  private double left;

  Activity(SeededRandom random) {
    this.random = random;
    this.left = random.exponential(state.meanSeconds);
  }

  double level() {
    return state.level;
  }

  /** Lets market time pass. */
  void advance(double seconds) {
    left -= seconds;
    while (left <= 0) {
      state =
          switch (state) {
            case QUIET, BURST -> State.ACTIVE;
            case ACTIVE -> random.chance(BURST_AFTER_ACTIVE) ? State.BURST : State.QUIET;
          };
      left += random.exponential(state.meanSeconds);
    }
  }
}
