package dev.orderflow.launcher.pipeline;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Unpacks a zip, as a user would into the worker's plugin directory. */
final class Archive {

  private Archive() {}

  /**
   * Unpacks everything.
   *
   * @param zip the archive
   * @param target the directory to unpack into, created when missing
   * @throws IOException when the archive cannot be read, which includes a path with {@code ..} in
   *     it, or a file cannot be written
   */
  static void unpack(Path zip, Path target) throws IOException {
    Files.createDirectories(target);
    try (FileSystem archive = FileSystems.newFileSystem(zip)) {
      Path root = archive.getPath("/");
      List<Path> entries;
      try (Stream<Path> tree = Files.walk(root)) {
        entries = tree.toList();
      }
      for (Path entry : entries) {
        Path to = target.resolve(root.relativize(entry).toString());
        if (Files.isDirectory(entry)) {
          Files.createDirectories(to);
        } else {
          Files.copy(entry, to);
        }
      }
    }
  }
}
