package dev.orderflow.simulator.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Bitstamp's published limits. */
class RateLimitTest {
  private static final long SECOND = 1_000_000_000L;

  private final RateLimit limit = new RateLimit();

  @Test
  void admitsFourHundredRequestsASecondFromAnAddress() {
    assertThat(admitted("a", 401, 0, 0)).isEqualTo(400);
    assertThat(limit.admits("b", 0)).isTrue();
    assertThat(limit.admits("a", SECOND)).isTrue();
  }

  @Test
  void admitsTenThousandRequestsInTenMinutesFromAnAddress() {
    assertThat(admitted("a", 10_001, 0, SECOND / 300)).isEqualTo(10_000);
    assertThat(limit.admits("a", 600 * SECOND)).isTrue();
  }

  private long admitted(String client, long requests, long start, long step) {
    return LongStream.range(0, requests)
        .filter(i -> limit.admits(client, start + i * step))
        .count();
  }
}
