package dev.orderflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderflow.runtime.ChildProcess;
import dev.orderflow.runtime.JavaCommand;
import java.io.Closeable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {

  private static final LocalDateTime NOW = LocalDateTime.of(2026, 11, 22, 20, 30, 1);

  @TempDir private Path root;

  @Test
  void twoRunsInOneSecondGetDirectoriesOfTheirOwn() throws Exception {
    RunDirectory first = RunDirectory.fresh(root, NOW);
    RunDirectory second = RunDirectory.fresh(root, NOW);
    assertThat(first.path()).hasFileName("20261122-203001").isDirectory();
    assertThat(second.path()).hasFileName("20261122-203001-2").isDirectory();
    assertThat(RunDirectory.all(root)).containsExactly(first, second);
  }

  @Test
  void pruningLeavesTheNewestAndWhatIsNotOurs() throws Exception {
    Files.createDirectory(root.resolve("mine"));
    for (int day = 1; day <= 4; day++) {
      RunDirectory run = RunDirectory.fresh(root, NOW.withDayOfMonth(day));
      Files.writeString(Files.createDirectories(run.path().resolve("logs")).resolve("x.log"), "x");
    }
    RunDirectory.prune(root, 2);
    assertThat(RunDirectory.all(root))
        .extracting(run -> run.path().getFileName().toString())
        .containsExactly("20261103-203001", "20261104-203001");
    assertThat(root.resolve("mine")).exists();
  }

  @Test
  void aMissingRootHasNoRuns() throws Exception {
    assertThat(RunDirectory.all(root.resolve("none"))).isEmpty();
  }

  @Test
  void aDirectoryStaysWithItsKindOfExchange() throws Exception {
    RunDirectory kept = new RunDirectory(root);
    kept.claimFor("simulated");
    kept.claimFor("simulated");
    assertThatThrownBy(() -> kept.claimFor("live"))
        .hasMessageContaining("holds data of the simulated exchange")
        .hasMessageContaining("--data");
  }

  @Test
  void aDirectoryInUseNamesItsOwnerAndIsNotPruned() throws Exception {
    RunDirectory used = RunDirectory.fresh(root, NOW);
    Closeable lock = used.lock().orElseThrow();
    assertThat(used.lock()).isEmpty();
    assertThat(used.owner()).isEqualTo(Long.toString(ProcessHandle.current().pid()));
    RunDirectory.prune(root, 0);
    assertThat(used.path()).exists();
    lock.close();
    RunDirectory.prune(root, 0);
    assertThat(used.path()).doesNotExist();
  }

  @Test
  void whatAKilledRunLeftIsEndedAndNamed() throws Exception {
    RunDirectory run = new RunDirectory(root.resolve("this one"));
    RunDirectory other = new RunDirectory(root.resolve("other"));
    try (ChildProcess left = sleeping(run, "broker");
        ChildProcess elsewhere = sleeping(other, "broker")) {
      assertThat(run.endLeftovers())
          .containsExactly("broker (process " + left.handle().pid() + ")");
      assertThat(left.isAlive()).isFalse();
      assertThat(elsewhere.isAlive()).isTrue();
      assertThat(run.endLeftovers()).isEmpty();
    }
  }

  /** A JVM of a run, as good as one whose quick start was killed. */
  private static ChildProcess sleeping(RunDirectory run, String name) throws Exception {
    ChildProcess process =
        ChildProcess.start(
            JavaCommand.main(System.getProperty("java.class.path"), Sleeping.class.getName()),
            run.files(name));
    process.awaitText("up", Duration.ofMinutes(1));
    return process;
  }

  /** Runs until it is ended. */
  static final class Sleeping {
    private Sleeping() {}

    public static void main(String[] arguments) throws Exception {
      System.out.println("up");
      new CountDownLatch(1).await();
    }
  }
}
