package dev.orderflow.integration;

import dev.orderflow.runtime.BuildOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.commons.io.FileUtils;

/** What the tests read of the build, and where they write. */
final class TestFiles {

  /** Where the build put what the tests install and run. */
  static final BuildOutput BUILD = BuildOutput.find();

  private TestFiles() {}

  /** A new directory below this module's target directory; what an earlier run left is removed. */
  static Path freshDirectory(String name) {
    Path directory = target().resolve(name);
    try {
      FileUtils.deleteDirectory(directory.toFile());
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a result for people, to {@code target/continuity}. */
  static void writeResult(String file, CharSequence text) {
    try {
      Path directory = Files.createDirectories(target().resolve("continuity"));
      Files.writeString(directory.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path target() {
    return BUILD.root().resolve("integration-tests/target");
  }

  /** A system property that the POM sets. */
  static String property(String name) {
    return Objects.requireNonNull(
        System.getProperty(name),
        () -> "system property " + name + "; run the tests through Maven");
  }
}
