package dev.orderflow.connect.bitstamp.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClockOffsetTest {

  private static final long SECOND = 1_000_000;

  private final ClockOffset offset = new ClockOffset();

  @Test
  void isUnknownBeforeTheFirstReply() {
    assertThat(offset.isKnown()).isFalse();
    assertThat(offset.micros()).isZero();
    assertThat(offset.isAbove(Duration.ZERO)).isFalse();
  }

  @Test
  void holdsTheRealOffsetAndNarrowsItDown() {
    Random random = new Random(1);
    long real = 47 * SECOND + 123_456;
    for (int i = 0; i < 50; i++) {
      reply(random.nextLong(1_000 * SECOND), real, random.nextInt(200_000), i);
      assertThat(Math.abs(offset.micros() - real)).isLessThanOrEqualTo(offset.uncertaintyMicros());
    }
    assertThat(offset.uncertaintyMicros()).isLessThan(200_000);
    assertThat(offset.isAbove(Duration.ofSeconds(1))).isTrue();
    assertThat(offset.isAbove(Duration.ofSeconds(50))).isFalse();
  }

  @Test
  void followsAClockThatWasSet() {
    reply(10 * SECOND, 0, 1_000, 0);
    reply(20 * SECOND, -90 * SECOND, 1_000, 1);
    assertThat(offset.micros()).isBetween(-91 * SECOND, -89 * SECOND);
  }

  /** A reply made in the middle of its round trip, by an exchange ahead by the real offset. */
  private void reply(long sentMicros, long real, int roundTripMicros, int seconds) {
    long made = sentMicros + roundTripMicros / 2 + real;
    offset.observe(
        Math.floorDiv(made, SECOND) * SECOND,
        sentMicros,
        Duration.ofNanos(roundTripMicros * 1_000L),
        Duration.ofSeconds(seconds).toNanos());
  }
}
