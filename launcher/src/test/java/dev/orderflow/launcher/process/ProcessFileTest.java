package dev.orderflow.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessFileTest {

  @TempDir private Path directory;
  private Path file;
  private ProcessFile processes;
  private ChildProcess child;

  @BeforeEach
  void startOneOfOurs() throws Exception {
    file = directory.resolve("processes");
    processes = new ProcessFile(directory);
    child =
        ChildProcess.start(
            "broker",
            List.of("/bin/sh", "-c", "while :; do sleep 0.1; done", directory.toString()),
            directory.resolve("child.log"));
    await()
        .until(
            () ->
                child.handle().info().commandLine().orElse("").contains(directory.toString())
                    && !child.handle().info().commandLine().orElse("").contains("setsid"));
  }

  @AfterEach
  void stopIt() throws Exception {
    child.stop(Duration.ofSeconds(20));
  }

  @Test
  void whatAKilledRunLeftIsEndedAndNamed() throws Exception {
    leftByAKilledRun(ProcessRecord.of("broker", child.handle()));
    assertThat(processes.endLeftovers())
        .containsExactly("broker (process " + child.handle().pid() + ")");
    assertThat(child.handle().isAlive()).isFalse();
    assertThat(processes.endLeftovers()).isEmpty();
  }

  @Test
  void aProcessThatTookOverTheIdIsLeftAlone() throws Exception {
    ProcessRecord now = ProcessRecord.of("broker", child.handle());
    leftByAKilledRun(new ProcessRecord("broker", now.pid(), now.startedMs() - 60_000));
    assertThat(processes.endLeftovers()).isEmpty();
    assertThat(child.handle().isAlive()).isTrue();
  }

  @Test
  void aProcessOfAnotherDirectoryIsLeftAlone() throws Exception {
    Path other = Files.createDirectory(directory.resolve("other"));
    Files.writeString(
        other.resolve("processes"), ProcessRecord.of("broker", child.handle()).line() + "\n");
    assertThat(new ProcessFile(other).endLeftovers()).isEmpty();
    assertThat(child.handle().isAlive()).isTrue();
  }

  @Test
  void aRunThatIsGoingOnKeepsItsProcesses() throws Exception {
    processes = new ProcessFile(directory, "java");
    processes.begin();
    processes.add(child);
    assertThat(processes.owner()).hasValue(ProcessHandle.current().pid());
    assertThat(processes.endLeftovers()).isEmpty();
    assertThat(child.handle().isAlive()).isTrue();
  }

  @Test
  void aFileCutShortIsReadAsFarAsItGoes() throws Exception {
    leftByAKilledRun(ProcessRecord.of("broker", child.handle()));
    Files.writeString(file, "connect pid=12", StandardOpenOption.APPEND);
    assertThat(processes.endLeftovers()).hasSize(1);
  }

  @Test
  void endRemovesTheFile() throws Exception {
    processes.begin();
    processes.add(child);
    assertThat(file).content().contains("quickstart pid=", "broker pid=" + child.handle().pid());
    processes.end();
    assertThat(file).doesNotExist();
    assertThat(processes.endLeftovers()).isEmpty();
  }

  private void leftByAKilledRun(ProcessRecord record) throws Exception {
    String owner = new ProcessRecord(ProcessFile.OWNER, ProcessHandle.current().pid(), 1).line();
    Files.writeString(file, owner + "\n" + record.line() + "\n");
  }
}
