package dev.orderflow.benchmarks.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What is taken from the lines that {@link BatchRates} prints. */
class BatchTimesTest {

  @Test
  void takesTheMedianOfTheLaterBatchesWithoutTheRest() throws IOException {
    String out =
        written(
            "batch query=candles rows=100 rows_per_s=1",
            "batch query=candles rows=100 rows_per_s=2",
            "batch query=candles rows=100 rows_per_s=30",
            "progress job=candles batch=2 rows=100 rows_per_s=77",
            "batch query=candles rows=100 rows_per_s=50",
            "batch query=candles rows=100 rows_per_s=40",
            "batch query=candles rows=100 rows_per_s=45",
            "batch query=candles rows=3 rows_per_s=3",
            "batch query=candles rows=0 rows_per_s=0");

    assertThat(BatchTimes.of(out).together()).isEqualTo(45);
  }

  @Test
  void takesTheMiddleOfTwoBatches() throws IOException {
    String out =
        written(
            "batch query=book rows=100 rows_per_s=1",
            "batch query=book rows=100 rows_per_s=1",
            "batch query=book rows=100 rows_per_s=30",
            "batch query=book rows=100 rows_per_s=50",
            "batch query=book rows=3 rows_per_s=3");

    assertThat(BatchTimes.of(out).together()).isEqualTo(40);
  }

  @Test
  void refusesARunThatDidNotReadEverything() throws IOException {
    BatchTimes times = BatchTimes.of(written("batch query=book rows=100 rows_per_s=1"));

    assertThat(times.ofWhole(100)).isEqualTo(times);
    assertThatThrownBy(() -> times.ofWhole(101))
        .hasMessageContaining("book read 100 records of 101");
  }

  @Test
  void addsTheTimesOfQueriesThatTakeTurns() throws IOException {
    String out =
        written(
            "batch query=candles rows=100 rows_per_s=60",
            "batch query=market rows=100 rows_per_s=30");

    assertThat(BatchTimes.of(out).together()).isEqualTo(20, within(1e-9));
  }

  @Test
  void refusesARunWithoutBatches() throws IOException {
    String out = written("summary job=candles batches=0 rows=0 connector=0");

    assertThatThrownBy(() -> BatchTimes.of(out)).isInstanceOf(IOException.class);
  }

  private static String written(String... lines) {
    return String.join("\n", lines);
  }
}
