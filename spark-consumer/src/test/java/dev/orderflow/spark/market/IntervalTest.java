package dev.orderflow.spark.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntervalTest {

  @ParameterizedTest
  @CsvSource({"1s,1s", "60s,1m", "90s,90s", "15m,15m", "60m,1h", "24h,1d", "1d,1d", "86400s,1d"})
  void isWrittenInItsLargestUnit(String text, String shortest) {
    assertThat(Interval.parse(text)).hasToString(shortest).isEqualTo(Interval.parse(shortest));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "m", "0m", "-1m", "1", "1w", "7s", "7m", "5h", "2d", "1.5m", "99999s"})
  void refusesWhatDoesNotDivideADay(String text) {
    assertThatThrownBy(() -> Interval.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void periodsStartAtMultiplesSinceMidnight() {
    long time = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2026-01-02T03:59:59.999Z"));
    assertThat(Interval.parse("4h").startOf(time))
        .isEqualTo(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2026-01-02T00:00:00Z")));
  }
}
