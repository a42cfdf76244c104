package dev.orderflow.dashboard.market;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatencyTest {

  private static final long SECOND = 1_000_000;
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
    assertThat(latency.json(NOW + 31 * SECOND)).contains("\"n\":200");
    assertThat(latency.json(NOW + 80 * SECOND)).isEqualTo("{\"p50\":50,\"p99\":99,\"n\":100}");
    assertThat(latency.json(NOW + 200 * SECOND)).isEqualTo("null");
  }

  @Test
  void aClockThatIsBehindGivesZeroAndNoError() {
    latency.add(NOW, -5);
    assertThat(latency.json(NOW)).isEqualTo("{\"p50\":0,\"p99\":0,\"n\":1}");
  }
}
