package dev.orderflow.dashboard.market;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.dashboard.market.Latency.Percentiles;
import org.junit.jupiter.api.Test;

class LatencyTest {

  private static final long SECOND = 1_000_000;

  /** The begin of one of the six parts of a minute. */
  private static final long NOW = 1_788_551_700L * SECOND;

  private final Latency latency = new Latency();

  @Test
  void percentilesAreOfTheLastMinute() {
    for (int i = 0; i < 100; i++) {
      latency.add(NOW, 50_000);
    }
    for (int i = 1; i <= 100; i++) {
      latency.add(NOW + 30 * SECOND, i);
    }
    assertThat(latency.percentiles(NOW + 31 * SECOND))
        .hasValueSatisfying(both -> assertThat(both.n()).isEqualTo(200));
    assertThat(latency.percentiles(NOW + 80 * SECOND)).contains(new Percentiles(50, 99, 100));
    assertThat(latency.percentiles(NOW + 200 * SECOND)).isEmpty();
  }

  @Test
  void aPartCountsForAMinuteFromItsBegin() {
    latency.add(NOW + 9 * SECOND, 7);
    assertThat(latency.percentiles(NOW + 60 * SECOND - 1)).contains(new Percentiles(7, 7, 1));
    assertThat(latency.percentiles(NOW + 60 * SECOND)).isEmpty();
  }

  @Test
  void aPartThatBeginsAnewForgetsTheMinuteBefore() {
    latency.add(NOW, 7);
    latency.add(NOW + 60 * SECOND, 9);
    assertThat(latency.percentiles(NOW + 60 * SECOND)).contains(new Percentiles(9, 9, 1));
  }

  @Test
  void aLatencyIsBetweenZeroAndAnHour() {
    latency.add(NOW, -5);
    assertThat(latency.percentiles(NOW)).contains(new Percentiles(0, 0, 1));
    latency.add(NOW + 60 * SECOND, 10 * 3_600 * SECOND);
    // Two figures are kept of what is so long.
    assertThat(latency.percentiles(NOW + 60 * SECOND).orElseThrow().p50())
        .isBetween(3_600 * SECOND, 3_640 * SECOND);
  }

  @Test
  void aTimeBeforeTheEpochIsATimeToo() {
    latency.add(-1, 3);
    assertThat(latency.percentiles(0)).contains(new Percentiles(3, 3, 1));
  }
}
