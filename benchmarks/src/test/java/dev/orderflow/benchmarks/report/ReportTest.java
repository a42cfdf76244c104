package dev.orderflow.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.benchmarks.measure.Benchmark;
import dev.orderflow.benchmarks.measure.Figure;
import dev.orderflow.benchmarks.measure.Goal;
import dev.orderflow.benchmarks.measure.Measurement;
import dev.orderflow.benchmarks.measure.Sample;
import dev.orderflow.benchmarks.measure.Side;
import dev.orderflow.benchmarks.measure.Trial;
import dev.orderflow.benchmarks.measure.Workshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A result replaces the one before it, and leaves the others of the page alone. */
class ReportTest {

  private static final Machine MACHINE =
      new Machine(2, "Some CPU", 1024, "Linux 6", "VM 17", "4.3.1", "4.2.0", "abc");

  @TempDir private Path directory;

  @Test
  void mergesResultsByBenchmark() throws IOException {
    Report report = new Report(directory, List.of("second", "first"));
    report.add(measured("first", 100, 90), MACHINE, Instant.EPOCH);
    report.add(measured("second", 7, 3), MACHINE, Instant.EPOCH);
    report.add(measured("first", 200, 150), MACHINE, Instant.EPOCH);
    Files.createDirectories(directory.resolve("notes"));
    Files.writeString(directory.resolve("notes/first.md"), "Why so.\n");

    String page = report.page();
    assertThat(page.indexOf("## Title of second")).isLessThan(page.indexOf("## Title of first"));
    assertThat(page)
        .contains("| side | rate, 1/s | of limit | CPU µs worker |")
        .contains("| **limit** the most | 200 (200–200) | 1.00 | – |")
        .contains("| **ours** what we do | 150 (150–150) | 0.75 | 1.25 |")
        .contains("| ours, rate ≥ 0.9 × limit | 0.75 | **no** |")
        .contains("| ours, rate ≥ 2 | 3 | yes |")
        .contains("2 cores (Some CPU), 1024 MiB")
        .endsWith("Why so.\n")
        .doesNotContain("| **limit** the most | 100");
  }

  private static Measurement measured(String name, double limit, double ours) {
    return new Measurement(
        new Fixed(name),
        Map.of(
            "limit",
            List.of(Sample.of(Map.of("rate", limit))),
            "ours",
            List.of(new Sample(Map.of("rate", ours), Map.of("worker", 1.25)))),
        List.of(0.5));
  }

  private record Fixed(String name) implements Benchmark {

    @Override
    public String title() {
      return "Title of " + name;
    }

    @Override
    public List<Side> sides() {
      return List.of(new Side("limit", "the most"), new Side("ours", "what we do"));
    }

    @Override
    public Optional<String> limit() {
      return Optional.of("limit");
    }

    @Override
    public List<Figure> figures() {
      return List.of(new Figure("rate", "1/s", 0));
    }

    @Override
    public List<Goal> goals() {
      return List.of(Goal.atLeast("rate", "ours", 0.9, "limit"), Goal.atLeast("rate", "ours", 2));
    }

    @Override
    public Trial open(Workshop workshop) {
      throw new UnsupportedOperationException();
    }
  }
}
