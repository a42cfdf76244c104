package dev.orderflow.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/**
 * A process's settings as Kafka reads them: a template with changes, written anew at every start.
 */
final class PropertiesFile {

  private PropertiesFile() {}

  /** Writes a template's settings, with changes over them, to a file whose directory is made. */
  static void write(Path file, InputStream template, Map<String, String> changes)
      throws IOException {
    Properties settings = new Properties();
    settings.load(template);
    settings.putAll(changes);
    Files.createDirectories(file.getParent());
    try (OutputStream out = Files.newOutputStream(file)) {
      settings.store(out, "Written anew at every start.");
    }
  }
}
