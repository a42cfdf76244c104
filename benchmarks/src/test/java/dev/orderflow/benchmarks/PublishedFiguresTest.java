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
  private static final String SECTION = "## Performance";

  @Test
  void thePageIsMadeOfTheResultFiles() throws IOException {
    List<String> order = Catalogue.all().stream().map(Benchmark::name).toList();
    assertThat(Files.readString(RESULTS.resolve("README.md")))
        .isEqualTo(new Report(RESULTS, order).page());
  }

  @Test
  void theReadmeQuotesOnlyLinesOfThePage() throws IOException {
    List<String> page = Files.readAllLines(RESULTS.resolve("README.md"));
    String readme = Files.readString(HOME.resolve("README.md"));
    String section = readme.substring(readme.indexOf(SECTION) + SECTION.length());
    section = section.substring(0, section.indexOf("\n## "));
    List<String> quoted = section.lines().filter(line -> line.startsWith("|")).toList();

    assertThat(quoted).isNotEmpty();
    assertThat(page).containsAll(quoted);
    assertThat(section.lines().filter(line -> !line.startsWith("|")))
        .as("figures stand in quoted lines alone")
        .noneMatch(line -> line.replaceAll("`[^`]*`|\\([^)]*\\)", "").matches(".*\\d.*"));
  }
}
