package dev.orderflow.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.benchmarks.measure.Benchmark;
import dev.orderflow.benchmarks.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the documentation says was measured is what the result files hold. */
class PublishedFiguresTest {

  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  private static final Path RESULTS = HOME.resolve("docs/benchmarks");

  @Test
  void thePageIsMadeOfTheResultFiles() throws IOException {
    List<String> order = Catalogue.all().stream().map(Benchmark::name).toList();
    assertThat(Files.readString(RESULTS.resolve("README.md")))
        .isEqualTo(new Report(RESULTS, order).page());
  }

  @Test
  void theReadmeStatesNoFigureOfItsOwn() throws IOException {
    assertThat(Files.readAllLines(HOME.resolve("README.md")))
        .noneMatch(line -> line.matches(".*\\d (frames/s|rows/s|records/s|ms|MiB)\\b.*"));
  }
}
