package dev.orderflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparkProgressTest {

  @Test
  void readsALineAfterABatch() {
    assertThat(
            SparkProgress.parse(
                "progress job=candles batch=7 rows=105 rows_total=560 connector_total=4 candles=9"
                    + " final=3 incomplete=2 revisions=30 rejected=0 behind_rows=0"))
        .hasValue(new SparkProgress(560, 4, 9, 2));
  }

  @Test
  void readsTheLastLine() {
    assertThat(
            SparkProgress.parse(
                "summary job=candles batches=8 rows=560 connector=4 candles=9 final=3 incomplete=2"))
        .hasValue(new SparkProgress(560, 4, 9, 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Batch: 7",
        "|testTopic|1|progress job=console rows_total=1 connector_total=1|",
        "progress job=candles batch=7",
        "progress job=candles rows_total=x connector_total=1 candles=1 incomplete=0",
        "progress job=console rows_total=1 connector_total=1 candles=1 incomplete=0",
      })
  void otherLinesAreNotProgress(String line) {
    assertThat(SparkProgress.parse(line)).isEmpty();
  }
}
