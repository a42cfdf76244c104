package dev.orderflow.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory of results: {@code <name>.json} for each benchmark, {@code notes/<name>.md} where
 * somebody wrote down what the figures mean, and {@code README.md}, which is made of both.
 */
public final class ResultsPage {

  private static final String PAGE = "README.md";
  private static final String HEAD =
      """
      # Benchmarks

      Written by `benchmarks/run` from the JSON files beside it and the texts in `notes/`; do not edit it.
      Cells are medians with the smallest and largest round in parentheses. The variants of a table ran in turn
      in one run. `CPU µs` is processor time, user and system, that a process took for each record. How to run:
      [benchmarks/README.md](../../benchmarks/README.md).
      """;

  private static final String ENDED =
      """

      # Finished experiments

      These have been answered. Their programs are in the repository's history, at the commit that each names.
      """;

  private final Path directory;
  private final List<String> order;

  /**
   * A page.
   *
   * @param directory where its files are
   * @param order the names of all benchmarks, in the order of the page; results that no benchmark
   *     writes any more follow
   */
  public ResultsPage(Path directory, List<String> order) {
    this.directory = directory;
    this.order = List.copyOf(order);
  }

  /**
   * Puts a result in the place of the one before it and writes the page anew.
   *
   * @return the result's section of the page
   * @throws IOException where a file cannot be read or written
   */
  public String add(Result result) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve(result.name() + ".json"), result.text());
    writePage();
    return new ResultTable(result).markdown();
  }

  /**
   * Writes the page anew.
   *
   * @throws IOException where a file cannot be read or written
   */
  public void writePage() throws IOException {
    Files.writeString(directory.resolve(PAGE), page());
  }

  /**
   * The page that the files give.
   *
   * @return Markdown
   * @throws IOException where a file cannot be read
   */
  public String page() throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    boolean ended = false;
    for (Result result : results()) {
      if (!ended && !order.contains(result.name())) {
        page.append(ENDED);
        ended = true;
      }
      page.append('\n').append(new ResultTable(result).markdown());
      Path notes = directory.resolve("notes").resolve(result.name() + ".md");
      if (Files.exists(notes)) {
        page.append('\n').append(Files.readString(notes).strip()).append('\n');
      }
    }
    return page.toString();
  }

  private List<Result> results() throws IOException {
    List<Result> results = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        results.add(Result.read(file));
      }
    }
    results.sort((a, b) -> Integer.compare(place(a), place(b)));
    return results;
  }

  private int place(Result result) {
    int place = order.indexOf(result.name());
    return place < 0 ? order.size() : place;
  }
}
