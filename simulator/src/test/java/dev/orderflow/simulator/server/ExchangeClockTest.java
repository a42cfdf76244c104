package dev.orderflow.simulator.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Exchange time relative to a source of nanoseconds that the test moves. */
class ExchangeClockTest {
  private static final long START = 1_790_000_000_000_000L;
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong nanos = new AtomicLong(7);

  @Test
  void runsAtItsSpeedAndStandsStillWhileFrozen() {
    ExchangeClock clock = new ExchangeClock(START, 100, nanos::get);
    nanos.addAndGet(SECOND);
    assertThat(clock.now()).isEqualTo(START + 100_000_000);
    assertThat(clock.nanosUntil(START + 200_000_000)).isEqualTo(SECOND);
    assertThat(clock.nanosUntil(START)).isZero();

    clock.freeze();
    nanos.addAndGet(SECOND);
    assertThat(clock.now()).isEqualTo(START + 100_000_000);
    clock.resume();
    nanos.addAndGet(SECOND);
    assertThat(clock.now()).isEqualTo(START + 200_000_000);
  }

  @Test
  void withoutALimitItIsWhatWasReached() {
    ExchangeClock clock = new ExchangeClock(START, Double.POSITIVE_INFINITY, nanos::get);
    nanos.addAndGet(SECOND);
    assertThat(clock.now()).isEqualTo(START);
    clock.reached(START + 5);
    clock.reached(START + 3);
    assertThat(clock.now()).isEqualTo(START + 5);
  }
}
