package dev.orderflow.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.benchmarks.harness.ResultsPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What was measured is stated once, on the page that is made of the result files. */
class PublishedFiguresTest {

  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  private static final Path RESULTS = HOME.resolve("docs/benchmarks");
  private static final String PAGE = "benchmarks/README.md";
  private static final Pattern FIGURE = Pattern.compile("\\d[\\d,.]*\\d|\\d");

  @Test
  void thePageIsMadeOfTheResultFiles() throws IOException {
    assertThat(page()).isEqualTo(new ResultsPage(RESULTS, Benchmarks.names()).page());
  }

  @Test
  void whoeverQuotesThePageQuotesFiguresThatStandThere() throws IOException {
    String page = page();
    for (Path document : documents()) {
      for (String paragraph : Files.readString(document).split("\n\\s*\n")) {
        if (paragraph.contains(PAGE) || paragraph.contains("| **")) {
          for (String figure : figures(paragraph)) {
            assertThat(page).as("quoted by %s", document).contains(figure);
          }
        }
      }
    }
  }

  private static String page() throws IOException {
    return Files.readString(RESULTS.resolve("README.md"));
  }

  /** The pages for readers: at the top, in docs, and one of each module. */
  private static List<Path> documents() throws IOException {
    try (Stream<Path> files = Files.walk(HOME, 2)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !file.toString().contains("/target/"))
          .toList();
    }
  }

  /** The numbers of a text, without those of names, links and code. */
  private static List<String> figures(String text) {
    Matcher matcher = FIGURE.matcher(text.replaceAll("`[^`]*`|\\([^)]*\\)", ""));
    List<String> figures = new ArrayList<>();
    while (matcher.find()) {
      figures.add(matcher.group());
    }
    return figures;
  }
}
