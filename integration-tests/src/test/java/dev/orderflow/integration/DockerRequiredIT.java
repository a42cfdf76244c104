package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.testcontainers.DockerClientFactory;

/**
 * Fails where Docker was promised and is missing: the tests that need it would only report skipped
 * there, and nobody would notice.
 */
class DockerRequiredIT {

  @Test
  @EnabledIfEnvironmentVariable(
      named = "REQUIRE_DOCKER",
      matches = "true",
      disabledReason = "nobody promised Docker here; REQUIRE_DOCKER=true does")
  void dockerIsThere() {
    assertThat(DockerClientFactory.instance().isDockerAvailable()).isTrue();
  }
}
