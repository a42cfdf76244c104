package dev.orderflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildOutputTest {

  @Test
  void theRepositoryIsFoundFromATestsDirectory() {
    BuildOutput build = BuildOutput.find();
    assertThat(build.root().resolve("kafka-runtime")).isEqualTo(Path.of("").toAbsolutePath());
    assertThat(build.version()).matches("[0-9]+\\..*");
    assertThat(build.kafkaClassPath()).contains("kafka_2.13-");
    assertThat(build.watchdog()).exists();
  }

  @Test
  void whatIsMissingIsNamedWithTheCommandThatMakesIt(@TempDir Path empty) {
    assertThatThrownBy(() -> new BuildOutput(empty, "1").simulator())
        .hasMessage(
            empty
                + "/simulator/target/orderflow-simulator-1.jar is missing:"
                + " run mvn -DskipTests package in "
                + empty);
  }
}
