package dev.orderflow.benchmarks.process;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Unpacks the connector's archive, as a user would into the worker's plugin directory. */
final class Archive {

  private Archive() {}

  static void unpack(Path zip, Path target) throws IOException {
    Files.createDirectories(target);
    try (FileSystem archive = FileSystems.newFileSystem(zip);
        Stream<Path> tree = Files.walk(archive.getPath("/"))) {
      List<Path> entries = tree.toList();
      for (Path entry : entries) {
        Path to = target.resolve(archive.getPath("/").relativize(entry).toString());
        if (Files.isDirectory(entry)) {
          Files.createDirectories(to);
        } else {
          Files.copy(entry, to);
        }
      }
    }
  }
}
