package dev.orderflow.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Settings of a process as Kafka reads them, made from a file and changes to it.
 *
 * @param values by name
 */
record PropertiesFile(Map<String, String> values) {

  PropertiesFile {
    values = Map.copyOf(values);
  }

  static PropertiesFile resource(String name) throws IOException {
    try (InputStream in = PropertiesFile.class.getResourceAsStream(name)) {
      return read(in);
    }
  }

  static PropertiesFile read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in);
    }
  }

  private static PropertiesFile read(InputStream in) throws IOException {
    Properties read = new Properties();
    read.load(in);
    Map<String, String> values = new TreeMap<>();
    read.forEach((name, value) -> values.put((String) name, (String) value));
    return new PropertiesFile(values);
  }

  PropertiesFile with(Map<String, String> changes) {
    Map<String, String> changed = new TreeMap<>(values);
    changed.putAll(changes);
    return new PropertiesFile(changed);
  }

  void write(Path file) throws IOException {
    Properties written = new Properties();
    written.putAll(values);
    Files.createDirectories(file.getParent());
    try (OutputStream out = Files.newOutputStream(file)) {
      written.store(out, "Written anew at every start.");
    }
  }
}
