package dev.orderflow.launcher.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
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
      Files.writeString(Files.createDirectories(run.logs()).resolve("x.log"), "x");
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
}
