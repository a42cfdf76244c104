package dev.orderflow.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {

  @TempDir private Path directory;

  private LogFile log(String text) throws Exception {
    return new LogFile(Files.writeString(directory.resolve("x.log"), text));
  }

  @Test
  void theLastTellingLinesAreTheReason() throws Exception {
    LogFile log = log("ERROR one\nfine\nERROR two\n\tat a.B.c(B.java:1)\nERROR three\nbye\n");
    assertThat(log.reason(2)).containsExactly("ERROR two", "ERROR three");
  }

  @Test
  void withoutAnyTheLastLinesStand() throws Exception {
    assertThat(log("a\nb\n\nc\n").reason(2)).containsExactly("b", "c");
  }

  @Test
  void onlyTheEndOfALongLogIsRead() throws Exception {
    LogFile log = log("ERROR old\n" + "x".repeat(70_000) + "\nlast\n");
    assertThat(log.reason(5)).containsExactly("last");
  }

  @Test
  void aMissingLogHasNoLines() {
    assertThat(new LogFile(directory.resolve("none.log")).reason(5)).isEmpty();
  }
}
