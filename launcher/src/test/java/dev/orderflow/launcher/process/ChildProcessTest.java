package dev.orderflow.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path directory;

  private Optional<ChildProcess> started = Optional.empty();

  /** A test that failed half-way leaves nothing behind. */
  @AfterEach
  void endChild() {
    started.ifPresent(child -> child.handle().destroyForcibly());
  }

  private ChildProcess shell(String script) throws Exception {
    ChildProcess child =
        ChildProcess.start(
            "child", List.of("/bin/sh", "-c", script), directory.resolve("child.log"));
    started = Optional.of(child);
    return child;
  }

  private void awaitLog(String text) {
    await()
        .atMost(PATIENCE)
        .until(() -> Files.readString(directory.resolve("child.log")).contains(text));
  }

  @Test
  void stopAsksFirst() throws Exception {
    ChildProcess child =
        shell("trap 'echo asked; exit 0' TERM; echo up; while :; do sleep 0.1; done");
    awaitLog("up");
    assertThat(child.stop(PATIENCE)).isTrue();
    assertThat(Files.readString(child.log())).contains("asked");
    assertThat(child.handle().isAlive()).isFalse();
  }

  @Test
  void stopEndsByForceWhatDoesNotListen() throws Exception {
    ChildProcess child = shell("trap '' TERM; echo up; while :; do sleep 0.1; done");
    awaitLog("up");
    assertThat(child.stop(Duration.ofMillis(200))).isFalse();
    assertThat(child.handle().isAlive()).isFalse();
  }

  @Test
  void aProcessThatEndedIsNamedWithItsCodeAndLog() throws Exception {
    ChildProcess child = shell("echo no luck; exit 3");
    assertThat(child.waitFor(PATIENCE)).isEqualTo(3);
    assertThatThrownBy(child::requireAlive)
        .isInstanceOfSatisfying(
            StepFailure.class,
            failure -> assertThat(failure.log()).hasValue(directory.resolve("child.log")))
        .hasMessage("child ended by itself with exit code 3");
  }

  @Test
  void theTerminalsSignalsDoNotReachIt() throws Exception {
    ChildProcess child = shell("echo session $(ps -o sid= -p $$); while :; do sleep 0.1; done");
    awaitLog("session");
    String own = "session " + child.handle().pid();
    assertThat(Files.readString(child.log()).replaceAll(" +", " ")).contains(own);
    child.stop(PATIENCE);
  }

  @Test
  void anUnknownProgramFailsAtOnce() throws Exception {
    ChildProcess child =
        ChildProcess.start("child", List.of("/no/such/program"), directory.resolve("child.log"));
    assertThat(child.waitFor(PATIENCE)).isNotZero();
  }
}
