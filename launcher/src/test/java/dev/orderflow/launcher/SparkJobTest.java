package dev.orderflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparkJobTest {

  @TempDir private Path directory;

  @Test
  void linesAreShownWhenTheyAreComplete() throws Exception {
    Path file = Files.createFile(directory.resolve("spark.out"));
    List<String> shown = new ArrayList<>();
    try (SparkJob job = new SparkJob(file, shown::add)) {
      job.showMore();
      assertThat(shown).isEmpty();
      append(file, "one\nt");
      job.showMore();
      assertThat(shown).containsExactly("one");
      append(
          file,
          "wo €\nsummary job=candles batches=8 rows=560 connector=4 candles=9 incomplete=2\n\n3\n");
      job.showMore();
      assertThat(shown).containsExactly("one", "two €", "", "3");
      assertThat(job.progress()).isEqualTo(new SparkJob.Progress(560, 4, 9, 2));
    }
    assertThat(shown).hasSize(4);
  }

  private static void append(Path file, String text) throws Exception {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }

  @Test
  void readsALineAfterABatch() {
    assertThat(
            SparkJob.Progress.parse(
                "progress job=candles batch=7 rows=105 rows_total=560 connector_total=4 candles=9"
                    + " final=3 incomplete=2 revisions=30 rejected=0 behind_rows=0"))
        .hasValue(new SparkJob.Progress(560, 4, 9, 2));
  }

  @Test
  void readsTheLastLine() {
    assertThat(
            SparkJob.Progress.parse(
                "summary job=candles batches=8 rows=560 connector=4 candles=9 final=3 incomplete=2"))
        .hasValue(new SparkJob.Progress(560, 4, 9, 2));
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
    assertThat(SparkJob.Progress.parse(line)).isEmpty();
  }
}
