package dev.orderflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationTextTest {

  @Test
  void readsSecondsMinutesAndHours() {
    assertThat(new DurationText().convert("60s")).isEqualTo(Duration.ofSeconds(60));
    assertThat(new DurationText().convert("5m")).isEqualTo(Duration.ofMinutes(5));
    assertThat(new DurationText().convert("2h")).isEqualTo(Duration.ofHours(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "60", "s", "-5s", "0s", "1.5m", "1d", "60 s", "99999999999s"})
  void anythingElseIsQuotedBack(String text) {
    assertThatThrownBy(() -> new DurationText().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageStartingWith("'" + text + "' is not a number above 0 with a unit");
  }
}
