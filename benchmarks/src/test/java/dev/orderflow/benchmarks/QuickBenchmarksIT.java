package dev.orderflow.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The benchmarks' command works: every benchmark of its quick mode runs, loses no record and no
 * process, and writes a result. How fast anything was is not looked at; a slow machine fails
 * nothing.
 */
class QuickBenchmarksIT {

  private static final int MOST_MINUTES = 20;

  /** Throughput, latency, Spark at catch-up, Spark live, the page. */
  private static final List<String> RESULTS =
      List.of(
          "connector-throughput",
          "connector-latency",
          "spark-catch-up",
          "spark-latency",
          "page-latency");

  @Test
  void everyBenchmarkOfTheQuickModeRunsAndWritesItsResult() throws Exception {
    Path directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "quick-");
    Path log = directory.resolve("run.log");
    Process run =
        new ProcessBuilder(
                Path.of("run").toAbsolutePath().toString(),
                "--quick",
                "--out",
                directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(run.waitFor(MOST_MINUTES, TimeUnit.MINUTES)).as("ended, see %s", log).isTrue();
    } finally {
      run.destroy();
    }
    assertThat(run.exitValue()).as(Files.readString(log)).isZero();
    for (String name : RESULTS) {
      assertEveryFigureIsThere(directory.resolve(name + ".json"));
    }
  }

  private static void assertEveryFigureIsThere(Path file) throws IOException {
    assertThat(file).isNotEmptyFile();
    JsonNode result = new ObjectMapper().readTree(file.toFile());
    String first = result.path("figures").path(0).path("name").asText();
    assertThat(result.path("sides")).as("sides of %s", file).isNotEmpty();
    for (JsonNode side : result.path("sides")) {
      assertThat(side.path("figures").path(first).path("median").asDouble())
          .as("%s of %s in %s", first, side.path("name").asText(), file)
          .isPositive();
    }
  }
}
