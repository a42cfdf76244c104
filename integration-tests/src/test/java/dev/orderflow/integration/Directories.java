package dev.orderflow.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Copies and deletes directories with all that is in them. */
final class Directories {

  private Directories() {}

  /** Deletes a directory when it exists. */
  static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      for (Path path : walk(directory, Comparator.reverseOrder())) {
        Files.delete(path);
      }
    }
  }

  /** Copies the files below a directory, those that are wanted by their relative path. */
  static void copy(Path from, Path to, Predicate<Path> wanted) throws IOException {
    for (Path path : walk(from, Comparator.naturalOrder())) {
      Path relative = from.relativize(path);
      if (Files.isRegularFile(path) && wanted.test(relative)) {
        Path copy = to.resolve(relative.toString());
        Files.createDirectories(copy.getParent());
        Files.copy(path, copy);
      }
    }
  }

  private static List<Path> walk(Path directory, Comparator<Path> order) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      return paths.sorted(order).toList();
    }
  }
}
