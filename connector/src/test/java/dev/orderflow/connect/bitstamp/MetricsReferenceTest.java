package dev.orderflow.connect.bitstamp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The published reference and the exporter's rules are the declaration; {@code mvn test
 * -Dtest.jvm=-Dreference.write=true} renews them.
 */
class MetricsReferenceTest {

  @Test
  void theReferenceIsWhatTheTaskPublishes() throws IOException {
    assertIsCurrent(Path.of("../docs/metrics.md"), MetricsReference.markdown());
  }

  @Test
  void theExporterHasARuleForEveryMetric() throws IOException {
    assertIsCurrent(Path.of("../monitoring/jmx-exporter.yml"), MetricsReference.exporterRules());
  }

  @Test
  void everyMetricIsNamedOnceAndDescribed() {
    assertThat(TaskMetric.ALL).extracting(TaskMetric::name).doesNotHaveDuplicates();
    assertThat(TaskMetric.ALL)
        .filteredOn(PrometheusMetric::exports)
        .extracting(metric -> PrometheusMetric.of(metric).selector())
        .doesNotHaveDuplicates();
    assertThat(TaskMetric.ALL)
        .allSatisfy(
            metric -> {
              assertThat(metric.name()).matches("[a-z0-9]+(-[a-z0-9]+)*");
              assertThat(metric.description()).endsWith(".").doesNotContain("\"");
            });
  }

  private static void assertIsCurrent(Path page, String declared) throws IOException {
    if (Boolean.getBoolean("reference.write")) {
      Files.createDirectories(page.getParent());
      Files.writeString(page, declared);
    }
    assertThat(page).content().isEqualTo(declared);
  }
}
