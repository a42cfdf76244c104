package dev.orderflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String FOR_EVER = "; while :; do sleep 0.1; done";

  @TempDir private Path directory;

  private Optional<ChildProcess> started = Optional.empty();

  /** A test that failed half-way leaves nothing behind. */
  @AfterEach
  void endChild() {
    started.ifPresent(ChildProcess::close);
  }

  private ChildProcess shell(String script) throws Exception {
    return start(List.of("/bin/sh", "-c", script), ProcessFiles.in(directory, "child"));
  }

  private ChildProcess start(List<String> command, ProcessFiles files) throws Exception {
    ChildProcess child = ChildProcess.start(command, Map.of("GREETING", "hello"), files);
    started = Optional.of(child);
    return child;
  }

  @Test
  void stopAsksFirst() throws Exception {
    ChildProcess child = shell("trap 'echo asked; exit 0' TERM; echo up" + FOR_EVER);
    child.awaitText("up", PATIENCE);
    assertThat(child.stop(PATIENCE)).isTrue();
    assertThat(child.output()).contains("asked");
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void stopEndsByForceWhatDoesNotListen() throws Exception {
    ChildProcess child = shell("trap '' TERM; echo up" + FOR_EVER);
    child.awaitText("up", PATIENCE);
    assertThat(child.stop(Duration.ofMillis(200))).isFalse();
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void killEndsWhatTheProcessStartedToo() throws Exception {
    ChildProcess child = shell("sleep 600 & echo child=$!; wait");
    child.awaitText("child=", PATIENCE);
    long pid = Long.parseLong(child.output().strip().substring("child=".length()));
    ProcessHandle grandchild = ProcessHandle.of(pid).orElseThrow();
    child.kill();
    assertThat(Await.until(PATIENCE, () -> !grandchild.isAlive())).isTrue();
  }

  @Test
  void aProcessThatEndedIsNamedWithItsCodeAndLog() throws Exception {
    ChildProcess child = shell("echo no luck; exit 3");
    assertThat(child.exitCode(PATIENCE)).isEqualTo(3);
    assertThatThrownBy(child::requireAlive)
        .isInstanceOfSatisfying(
            ProcessFailure.class,
            failure -> {
              assertThat(failure.reason()).isEqualTo("child ended by itself with exit code 3");
              assertThat(failure.log()).isEqualTo(child.log());
            })
        .hasMessageContaining("| no luck");
  }

  @Test
  void waitingEndsWhenTheProcessDoes() throws Exception {
    ChildProcess child = shell("echo early; exit 4");
    assertThatThrownBy(() -> child.awaitText("late", PATIENCE))
        .isInstanceOf(ProcessFailure.class)
        .hasMessageContaining("ended by itself with exit code 4");
  }

  @Test
  void theLastWordsBeforeTheEndAreHeard() throws Exception {
    ChildProcess child = shell("echo done; exit 0");
    child.exitCode(PATIENCE);
    child.awaitText("done", PATIENCE);
  }

  @Test
  void outputAndLogCanBeApart() throws Exception {
    ChildProcess child =
        start(
            List.of("/bin/sh", "-c", "echo row 1; echo $GREETING >&2"),
            ProcessFiles.in(directory, "child").withOutputApart());
    assertThat(child.exitCode(PATIENCE)).isZero();
    assertThat(child.lines("row")).containsExactly("row 1");
    assertThat(child.messages()).isEqualTo("hello\n");
  }

  @Test
  void theTerminalsSignalsDoNotReachIt() throws Exception {
    ChildProcess child = shell("echo session $(ps -o sid= -p $$)." + FOR_EVER);
    child.awaitText(".", PATIENCE);
    assertThat(child.output().replaceAll(" +", " "))
        .isEqualTo("session " + child.handle().pid() + ".\n");
  }

  @Test
  void anUnknownProgramEndsAtOnce() throws Exception {
    ChildProcess child = start(List.of("/no/such/program"), ProcessFiles.in(directory, "child"));
    assertThat(child.exitCode(PATIENCE)).isNotZero();
  }
}
