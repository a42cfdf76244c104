package dev.orderflow.spark.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the application chooses the master, and when the user did. */
class DefaultMasterTest {

  private static final String SUBMIT = "org.apache.spark.deploy.SparkSubmit ";
  private static final Optional<String> ALL_CORES = Optional.of("local[*]");

  @Test
  void nobodyChose() {
    assertThat(toSet(Optional.empty(), "Test", Map.of())).contains("local[2]");
    assertThat(toSet(ALL_CORES, SUBMIT + "app.jar console", Map.of())).contains("local[2]");
  }

  @Test
  void theUserChose() {
    assertThat(toSet(Optional.of("spark://host:7077"), SUBMIT + "app.jar", Map.of())).isEmpty();
    assertThat(toSet(ALL_CORES, SUBMIT + "--master local[*] app.jar", Map.of())).isEmpty();
    assertThat(toSet(ALL_CORES, SUBMIT + "--conf spark.master=local[*] app.jar", Map.of()))
        .isEmpty();
    assertThat(toSet(ALL_CORES, SUBMIT + "app.jar", Map.of("MASTER", "local[*]"))).isEmpty();
  }

  @Test
  void theUserChoseInTheDefaultsFile(@TempDir Path directory) throws IOException {
    Path defaults = Files.createDirectory(directory.resolve("conf")).resolve("spark-defaults.conf");
    Map<String, String> environment = Map.of("SPARK_HOME", directory.toString());

    Files.writeString(defaults, "spark.executor.memory 2g\n");
    assertThat(toSet(ALL_CORES, SUBMIT + "app.jar", environment)).contains("local[2]");

    Files.writeString(defaults, "spark.master   local[*]\n");
    assertThat(toSet(ALL_CORES, SUBMIT + "app.jar", environment)).isEmpty();
  }

  private static Optional<String> toSet(
      Optional<String> given, String commandLine, Map<String, String> environment) {
    return new DefaultMaster(given, commandLine, environment).toSet();
  }
}
