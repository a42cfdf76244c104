package dev.orderflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessFailureTest {

  @TempDir private Path directory;

  private Path log(String text) throws Exception {
    return Files.writeString(directory.resolve("x.log"), text);
  }

  @Test
  void theLastTellingLinesAreTold() throws Exception {
    Path log = log("ERROR one\nfine\nERROR two\n\tat a.B.c(B.java:1)\nERROR three\nbye\n");
    assertThat(ProcessFailure.telling(log, 2)).containsExactly("ERROR two", "ERROR three");
  }

  @Test
  void withoutAnyTheLastLinesStand() throws Exception {
    assertThat(ProcessFailure.telling(log("a\nb\n\nc\n"), 2)).containsExactly("b", "c");
  }

  @Test
  void onlyTheEndOfALongLogIsRead() throws Exception {
    Path log = log("ERROR old\n" + "x".repeat(70_000) + "\nlast\n");
    assertThat(ProcessFailure.telling(log, 5)).containsExactly("last");
  }

  @Test
  void aMissingLogHasNoLines() {
    assertThat(ProcessFailure.telling(directory.resolve("none.log"), 5)).isEmpty();
  }

  @Test
  void theMessageHoldsReasonLinesAndLog() throws Exception {
    Path log = log("ERROR one\n");
    assertThat(new ProcessFailure("broker ended", log))
        .hasMessage("broker ended\n  | ERROR one\n  log: " + log);
  }
}
