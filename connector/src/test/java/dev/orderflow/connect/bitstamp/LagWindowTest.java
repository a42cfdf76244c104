package dev.orderflow.connect.bitstamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LagWindowTest {

  private static final long START = -Duration.ofSeconds(7).toNanos();
  private static final Percentage PRECISION = Percentage.withPercentage(1.6);

  private final LagWindow window = new LagWindow(START);

  @Test
  void isNoNumberWhileNothingWasRecorded() {
    window.advance(after(6));

    assertThat(window.current(after(6)).p50()).isNaN();
    assertThat(window.current(after(6)).max()).isNaN();
  }

  @Test
  void tellsPercentilesInMilliseconds() {
    for (int lag = 1; lag <= 1_000; lag++) {
      window.record(lag * 1_000L);
    }
    window.advance(after(5));

    LagWindow.Percentiles lags = window.current(after(5));
    assertThat(lags.p50()).isCloseTo(500, PRECISION);
    assertThat(lags.p95()).isCloseTo(950, PRECISION);
    assertThat(lags.p99()).isCloseTo(990, PRECISION);
    assertThat(lags.max()).isCloseTo(1_000, PRECISION);
  }

  @Test
  void publishesOnlyWhenASliceIsOver() {
    window.record(1_000);
    window.advance(after(4.9));

    assertThat(window.current(after(4.9)).p50()).isNaN();
  }

  @Test
  void remembersAMinute() {
    window.record(9_000_000);
    for (int second = 5; second <= 55; second += 5) {
      window.advance(after(second));
      window.record(1_000);
    }
    assertThat(window.current(after(55)).max()).isCloseTo(9_000, PRECISION);

    window.advance(after(60));
    window.record(1_000);
    window.advance(after(65));

    assertThat(window.current(after(65)).max()).isCloseTo(1, within(0.05));
  }

  @Test
  void forgetsWhatIsOlderThanTheWindowWhenNobodyPolled() {
    window.record(9_000_000);
    window.advance(after(5));

    assertThat(window.current(after(64)).max()).isCloseTo(9_000, PRECISION);
    assertThat(window.current(after(66)).max()).isNaN();

    window.record(1_000);
    window.advance(after(200));
    window.advance(after(205));
    assertThat(window.current(after(205)).max()).isNaN();
  }

  /** Two clocks: a frame may be received before its stamp. */
  @Test
  void tellsNegativeLags() {
    for (int lag = -100; lag < 100; lag++) {
      window.record(lag * 1_000L);
    }
    window.advance(after(5));

    LagWindow.Percentiles lags = window.current(after(5));
    assertThat(lags.p50()).isCloseTo(-1, within(0.1));
    assertThat(lags.p95()).isCloseTo(89, PRECISION);
    assertThat(lags.max()).isCloseTo(99, PRECISION);

    window.advance(after(70));
    window.record(-30_000_000);
    window.advance(after(75));
    assertThat(window.current(after(75)).max()).isCloseTo(-30_000, within(300.0));
  }

  @Test
  void takesLagsOutOfRange() {
    window.record(Long.MIN_VALUE + 1);
    window.record(Long.MAX_VALUE);
    window.advance(after(5));

    LagWindow.Percentiles lags = window.current(after(5));
    assertThat(lags.p50()).isCloseTo(-Duration.ofHours(1).toMillis(), within(36_000.0));
    assertThat(lags.max()).isCloseTo(Duration.ofHours(1).toMillis(), PRECISION);
  }

  private static long after(double seconds) {
    return START + Math.round(seconds * 1e9);
  }
}
