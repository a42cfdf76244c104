package dev.orderflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.runtime.ProcessFailure;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepsTest {

  @TempDir private Path directory;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final AtomicLong clock = new AtomicLong(5_000_000_000L);
  private final Steps steps =
      new Steps(new PrintStream(bytes, true, StandardCharsets.UTF_8), clock::get);
  private Path log;

  @BeforeEach
  void writeLog() throws Exception {
    log = directory.resolve("connect.log");
    Files.writeString(log, "starting\nERROR the disk is full\n\tat a.Stack.frame(Stack.java)\n");
  }

  @Test
  void aStepTellsTheTimeSinceTheStart() {
    clock.addAndGet(2_340_000_000L);
    steps.say("broker ready");
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("[  2.3 s] broker ready\n");
  }

  @Test
  void aFailureTellsReasonTheTellingLinesAndTheLog() {
    steps.failed(new ProcessFailure("the worker ended", log));
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("failed: the worker ended", "| ERROR the disk is full", "log: " + log)
        .doesNotContain("starting", "Stack.frame");
  }

  @Test
  void aFailureThatSaysItAllIsToldAsItIs() {
    steps.failed(new StepFailure("unknown channel"));
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo("[  0.0 s] failed: unknown channel\n");
  }
}
