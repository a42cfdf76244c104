package dev.orderflow.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A result replaces the one before it, and leaves the others of the page alone. */
class ResultsPageTest {

  @TempDir private Path directory;

  @Test
  void mergesResultsByBenchmark() throws IOException {
    ResultsPage report = new ResultsPage(directory, List.of("second", "first"));
    report.add(measured("first", 100, 90));
    report.add(measured("second", 7, 3));
    report.add(measured("first", 200, 150));
    Files.createDirectories(directory.resolve("notes"));
    Files.writeString(directory.resolve("notes/first.md"), "Why so.\n");

    String page = report.page();
    assertThat(page.indexOf("## Title of second")).isLessThan(page.indexOf("## Title of first"));
    assertThat(page)
        .contains("| variant | rate, 1/s | of limit | CPU µs worker |")
        .contains("| **limit** the most | 200 (200–200) | 1.00 | – |")
        .contains("| **ours** what we do | 150 (150–150) | 0.75 | 1.25 |")
        .contains("| ours, rate ≥ 0.9 × limit | 0.75 | **no** |")
        .contains("| ours, rate ≥ 2 | 3 | yes |")
        .contains("2 cores (Some CPU), 1024 MiB")
        .endsWith("Why so.\n")
        .doesNotContain("| **limit** the most | 100");
  }

  @Test
  void aResultFileIsReadAndWrittenUnchanged() throws IOException {
    Path published = Path.of("../docs/benchmarks");
    try (Stream<Path> files = Files.list(published)) {
      List<Path> results = files.filter(file -> file.toString().endsWith(".json")).toList();
      assertThat(results).isNotEmpty();
      for (Path file : results) {
        assertThat(Result.read(file).text()).isEqualTo(Files.readString(file));
      }
    }
  }

  private static Result measured(String name, double limit, double ours) {
    return Result.of(
        Benchmark.named(name, "Title of " + name)
            .variant("limit", "the most")
            .variant("ours", "what we do")
            .limit("limit")
            .figures("1/s", 0, "rate")
            .goals(
                List.of(
                    Goal.atLeast("rate", "ours", 0.9, "limit"), Goal.atLeast("rate", "ours", 2)))
            .measuredBy(
                environment -> {
                  throw new UnsupportedOperationException();
                }),
        Map.of(
            "limit",
            List.of(Sample.of(Map.of("rate", limit))),
            "ours",
            List.of(new Sample(Map.of("rate", ours), Map.of("worker", 1.25)))),
        List.of(0.5),
        ResultTest.MACHINE,
        Instant.EPOCH);
  }
}
