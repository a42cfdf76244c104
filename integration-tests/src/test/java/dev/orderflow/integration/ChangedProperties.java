package dev.orderflow.integration;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** A properties file of the project with a few settings changed, as a user would change them. */
final class ChangedProperties {

  private ChangedProperties() {}

  /**
   * Copies a properties file.
   *
   * @param changes new values, only of settings that the file has
   */
  static Path copy(Path from, Path to, Map<String, String> changes) throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(from)) {
      properties.load(in);
    }
    changes.forEach(
        (name, value) -> {
          if (properties.setProperty(name, value) == null) {
            throw new IllegalArgumentException(from + " has no " + name + " to change");
          }
        });
    try (OutputStream out = Files.newOutputStream(to)) {
      properties.store(out, null);
    }
    return to;
  }
}
