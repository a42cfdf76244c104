package dev.orderflow.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderflow.spark.run.UsageException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** Where a query starts to read. */
class StartingOffsetsTest {

  @Test
  void wordsAndJson() {
    assertThat(StartingOffsets.parse("Latest")).isEqualTo(new StartingOffsets("latest", Map.of()));
    String json = "{\"a\":{\"0\":42,\"1\":-2},\"b\":{\"0\":-1}}";
    assertThat(StartingOffsets.parse(json))
        .isEqualTo(
            new StartingOffsets(json, Map.of("a", Map.of(0, 42L, 1, -2L), "b", Map.of(0, -1L))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "first",
        "42",
        "{}",
        "{\"a\":42}",
        "{\"a\":{}}",
        "{\"a\":{\"zero\":1}}",
        "{\"a\":{\"0\":\"1\"}}",
        "{\"a\":{\"0\":1.5}}",
        "{\"a\":{\"0\":-3}}",
        "{\"a\":{\"0\":1}"
      })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> StartingOffsets.parse(text))
        .isInstanceOf(TypeConversionException.class);
  }

  @Test
  void jsonMustNameThePartitionsThatExist() {
    StartingOffsets offsets = StartingOffsets.parse("{\"a\":{\"0\":42,\"1\":7}}");

    assertThatCode(() -> offsets.requireCovering(Map.of("a", 2))).doesNotThrowAnyException();
    assertThatThrownBy(() -> offsets.requireCovering(Map.of("a", 3)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--starting-offsets")
        .hasMessageContaining("{a=[0, 1, 2]}")
        .hasMessageContaining("{a=[0, 1]}");
    assertThatThrownBy(() -> offsets.requireCovering(Map.of("b", 2)))
        .isInstanceOf(UsageException.class);
    assertThatCode(() -> StartingOffsets.parse("earliest").requireCovering(Map.of("b", 2)))
        .doesNotThrowAnyException();
  }
}
