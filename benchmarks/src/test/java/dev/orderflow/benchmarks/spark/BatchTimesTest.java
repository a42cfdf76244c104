package dev.orderflow.benchmarks.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchTimesTest {

  @TempDir private Path directory;

  @Test
  void takesTheMedianOfTheLaterBatchesWithoutTheRest() throws IOException {
    Path out =
        written(
            "batch query=candles rows=100 rows_per_s=1 state_bytes=5",
            "batch query=candles rows=100 rows_per_s=2 state_bytes=5",
            "batch query=candles rows=100 rows_per_s=30 state_bytes=5",
            "progress job=candles batch=2 rows=100 rows_per_s=77",
            "batch query=candles rows=100 rows_per_s=50 state_bytes=5",
            "batch query=candles rows=100 rows_per_s=40 state_bytes=5",
            "batch query=candles rows=100 rows_per_s=45 state_bytes=5",
            "batch query=candles rows=3 rows_per_s=3 state_bytes=5",
            "batch query=candles rows=0 rows_per_s=0 state_bytes=5");

    assertThat(BatchTimes.read(out).together()).isEqualTo(45);
  }

  @Test
  void takesTheMiddleOfTwoBatches() throws IOException {
    Path out =
        written(
            "batch query=book rows=100 rows_per_s=1 state_bytes=5",
            "batch query=book rows=100 rows_per_s=1 state_bytes=5",
            "batch query=book rows=100 rows_per_s=30 state_bytes=5",
            "batch query=book rows=100 rows_per_s=50 state_bytes=5",
            "batch query=book rows=3 rows_per_s=3 state_bytes=5");

    assertThat(BatchTimes.read(out).together()).isEqualTo(40);
  }

  @Test
  void refusesARunThatDidNotReadEverything() throws IOException {
    BatchTimes times =
        BatchTimes.read(written("batch query=book rows=100 rows_per_s=1 state_bytes=5"));

    assertThat(times.ofWhole(100)).isEqualTo(times);
    assertThatThrownBy(() -> times.ofWhole(101))
        .hasMessageContaining("book read 100 records of 101");
  }

  @Test
  void addsTheTimesOfQueriesThatTakeTurns() throws IOException {
    Path out =
        written(
            "batch query=candles rows=100 rows_per_s=60 state_bytes=5",
            "batch query=market rows=100 rows_per_s=30 state_bytes=7");

    assertThat(BatchTimes.read(out).together()).isEqualTo(20, within(1e-9));
    assertThat(BatchTimes.read(out).stateBytes()).isEqualTo(12);
  }

  @Test
  void refusesARunWithoutBatches() throws IOException {
    Path out = written("summary job=candles batches=0 rows=0 connector=0");

    assertThatThrownBy(() -> BatchTimes.read(out)).isInstanceOf(IOException.class);
  }

  private Path written(String... lines) throws IOException {
    return Files.write(directory.resolve("out"), List.of(lines));
  }
}
