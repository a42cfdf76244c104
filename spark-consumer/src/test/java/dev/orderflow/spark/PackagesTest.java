package dev.orderflow.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Packages depend one way, and each on no others than are listed here. */
class PackagesTest {

  private static final String BASE = "dev.orderflow.spark";
  private static final Path SOURCES = Path.of("src/main/java/dev/orderflow/spark");
  private static final Pattern IMPORT =
      Pattern.compile(
          "^import (?:static )?dev\\.orderflow\\.spark((?:\\.[a-z]+)*)\\.[A-Z]", Pattern.MULTILINE);

  /** What each package may import; a package below {@code market} also what {@code market} has. */
  private static final Map<String, Set<String>> ALLOWED =
      Map.ofEntries(
          Map.entry("", Set.of(".audit", ".job", ".kafka", ".market.*", ".run")),
          Map.entry(".run", Set.of(".files", ".job", ".kafka", ".scan")),
          Map.entry(".job", Set.of(".kafka", ".market.*", ".scan", ".source")),
          Map.entry(".audit", Set.of(".kafka", ".market")),
          Map.entry(".scan", Set.of(".market", ".source")),
          Map.entry(".kafka", Set.of()),
          Map.entry(".files", Set.of()),
          Map.entry(".source", Set.of(".market")),
          Map.entry(".market", Set.of()),
          Map.entry(".market.candle", Set.of(".market")),
          Map.entry(".market.book", Set.of(".market")),
          Map.entry(".market.order", Set.of(".market", ".market.book")),
          Map.entry(".market.flow", Set.of(".market", ".market.book", ".market.order")),
          Map.entry(".market.alert", Set.of(".market", ".market.book", ".market.order")),
          Map.entry(
              ".market.analysis",
              Set.of(".market", ".market.alert", ".market.book", ".market.flow", ".market.order")));

  @Test
  void dependOneWay() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(SOURCES)) {
      files = all.filter(file -> file.toString().endsWith(".java")).toList();
    }
    assertThat(files).hasSizeGreaterThan(50);
    Set<String> wrong = new TreeSet<>();
    for (Path file : files) {
      String from =
          Stream.of(SOURCES.relativize(file.getParent()).toString().split("/"))
              .filter(part -> !part.isEmpty())
              .map(part -> "." + part)
              .collect(Collectors.joining());
      assertThat(ALLOWED).as("packages that %s speaks of", getClass()).containsKey(from);
      IMPORT
          .matcher(Files.readString(file))
          .results()
          .map((MatchResult found) -> found.group(1))
          .filter(to -> !to.equals(from) && !isAllowed(from, to))
          .forEach(to -> wrong.add(BASE + from + " -> " + BASE + to + " in " + file.getFileName()));
    }
    assertThat(wrong).isEmpty();
  }

  private static boolean isAllowed(String from, String to) {
    return ALLOWED.get(from).contains(to)
        || to.startsWith(".market") && ALLOWED.get(from).contains(".market.*");
  }
}
