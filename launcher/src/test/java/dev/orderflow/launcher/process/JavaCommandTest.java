package dev.orderflow.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaCommandTest {

  @TempDir private Path directory;

  @Test
  void javaReadsTheOptionsBackAsTheyWere() throws Exception {
    Path classes = Files.createDirectories(directory.resolve("with space/and \"quote\""));
    JavaCommand command =
        new JavaCommand(
            directory.resolve("a/java.args"),
            List.of("-cp", classes.toString(), "-Dtried=a b\\c"),
            List.of("-XshowSettings:properties", "-version"));
    ChildProcess java = ChildProcess.start("java", command.prepare(), directory.resolve("log"));
    assertThat(java.waitFor(Duration.ofSeconds(60))).isZero();
    assertThat(Files.readString(java.log()))
        .contains("java.class.path = " + classes, "tried = a b\\c");
  }
}
