package dev.orderflow.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Where the build put what the tests install and run; told by the module's POM. */
final class BuildOutput {

  private BuildOutput() {}

  /** The repository's root. */
  static Path repository() {
    return Path.of(property("repository.directory")).toAbsolutePath().normalize();
  }

  /** The connector's installable archive. */
  static Path archive() {
    return existing(Path.of(property("connector.archive")), "connector");
  }

  /** The version of everything that this build makes. */
  static String version() {
    return property("project.version");
  }

  /** A new directory below this module's target directory; what an earlier run left is removed. */
  static Path freshDirectory(String name) {
    Path directory = Path.of(property("test.directory"), name).toAbsolutePath().normalize();
    try {
      Directories.delete(directory);
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The class path of a broker or a Connect worker that this build did not make. */
  static String kafkaClassPath() {
    return classPath("kafka-runtime");
  }

  /** The class path that a module of the repository has made for processes of Kafka. */
  static String classPath(String module) {
    Path file = repository().resolve(module).resolve("target/kafka.classpath");
    try {
      return Files.readString(existing(file, module)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How those processes log. */
  static Path kafkaLogging() {
    return existing(repository().resolve("kafka-runtime/log4j2.xml"), "kafka-runtime");
  }

  /** A system property that the POM sets. */
  static String property(String name) {
    return Objects.requireNonNull(
        System.getProperty(name),
        () -> "system property " + name + "; run the tests through Maven");
  }

  private static Path existing(Path file, String module) {
    if (!Files.exists(file)) {
      throw new IllegalStateException(
          file.normalize() + " is missing; package the module " + module + " first");
    }
    return file.toAbsolutePath().normalize();
  }
}
