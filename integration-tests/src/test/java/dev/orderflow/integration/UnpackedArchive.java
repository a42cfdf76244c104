package dev.orderflow.integration;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Installs the connector as its user does: unzips the archive into a worker's plugin path. */
final class UnpackedArchive {

  private UnpackedArchive() {}

  /**
   * Unzips the archive into a new directory of that name.
   *
   * @return the directory to name in {@code plugin.path}
   */
  static Path in(String name) {
    Path directory = BuildOutput.freshDirectory(name);
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(BuildOutput.archive()))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        unpack(directory, entry, zip);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return directory;
  }

  private static void unpack(Path directory, ZipEntry entry, InputStream content)
      throws IOException {
    Path target = directory.resolve(entry.getName()).normalize();
    if (!target.startsWith(directory)) {
      throw new IOException("the archive has an entry outside of itself: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
    } else {
      Files.createDirectories(target.getParent());
      Files.copy(content, target);
    }
  }
}
