package dev.orderflow.connect.bitstamp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The published reference is the declaration; {@code mvn test -Dtest.jvm=-Dreference.write=true}
 * renews it.
 */
class ConfigurationReferenceTest {

  private static final Path PAGE = Path.of("../docs/connector-options.md");

  @Test
  void isWhatTheOptionsDeclare() throws IOException {
    String declared = ConfigurationReference.markdown();
    if (Boolean.getBoolean("reference.write")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, declared);
    }
    assertThat(PAGE).content().isEqualTo(declared);
  }

  @Test
  void everyOptionIsDescribedInFull() {
    assertThat(BitstampSourceConfig.DEFINITION.configKeys().values())
        .allSatisfy(
            key -> {
              assertThat(key.group).as(key.name).isNotEmpty();
              assertThat(key.displayName).as(key.name).isNotEqualTo(key.name);
              assertThat(key.documentation).as(key.name).endsWith(".");
              assertThat(key.validator).as(key.name).isNotNull();
            });
  }
}
