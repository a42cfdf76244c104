package dev.orderflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaCommandTest {

  @TempDir private Path directory;

  @Test
  void javaReadsTheOptionsBackAsTheyWere() throws Exception {
    Path classes = Files.createDirectories(directory.resolve("with space/and \"quote\""));
    JavaCommand command =
        JavaCommand.main(classes.toString(), "-XshowSettings:properties", "-version")
            .withOptions("-Dtried=a b\\c");
    ChildProcess java =
        ChildProcess.startWithInput(command, ProcessFiles.in(directory, "with space"));
    assertThat(java.exitCode(Duration.ofSeconds(60))).isZero();
    assertThat(java.output()).contains("java.class.path = " + classes, "tried = a b\\c");
  }

  @Test
  void anOptionsFileGivesALineAnOptionWithoutItsComments() throws Exception {
    Path file = Files.writeString(directory.resolve("o"), "# why\n\n-Da=1\n --add-opens=b/c=d \n");
    assertThat(JavaCommand.main("x", "Main").withOptionsFrom(file).options())
        .containsExactly("-cp", "x", "-Da=1", "--add-opens=b/c=d");
  }

  @Test
  void changesAddToWhatIsThere() {
    JavaCommand command =
        JavaCommand.jar(Path.of("a.jar"), "serve")
            .withOptions("-Xmx1g")
            .withEnvironment(Map.of("A", "1"))
            .withEnvironment(Map.of("B", "2"));
    assertThat(command.options()).containsExactly("-Xmx1g");
    assertThat(command.words()).containsExactly("-jar", "a.jar", "serve");
    assertThat(command.environment()).isEqualTo(Map.of("A", "1", "B", "2"));
  }
}
