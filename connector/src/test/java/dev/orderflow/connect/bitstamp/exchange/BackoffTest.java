package dev.orderflow.connect.bitstamp.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private final Backoff backoff = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(30));

  @Test
  void staysWithinItsBoundsHoweverManyAttempts() {
    Random random = new Random(1);
    for (int attempt = 0; attempt <= 10_000; attempt++) {
      assertThat(backoff.before(attempt, random))
          .isBetween(Duration.ofMillis(125), Duration.ofSeconds(30));
    }
    assertThat(backoff.before(Integer.MAX_VALUE, random)).isGreaterThan(Duration.ofSeconds(14));
  }

  @Test
  void doublesAndJitters() {
    Random random = new Random(2);
    assertThat(backoff.before(0, random)).isLessThanOrEqualTo(Duration.ofMillis(250));
    assertThat(backoff.before(3, random))
        .isBetween(Duration.ofMillis(1000), Duration.ofMillis(2000));
    assertThat(backoff.before(3, random)).isNotEqualTo(backoff.before(3, random));
  }

  @Test
  void refusesACapBelowTheStart() {
    assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
