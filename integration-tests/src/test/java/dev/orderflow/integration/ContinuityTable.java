package dev.orderflow.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What was measured, as a table for people: printed, and written below {@code target}. */
final class ContinuityTable {

  private static final String HEAD =
      "| run | channel | published | written | repaired gaps | repaired events | unrepaired gaps"
          + " | declared missing | undeclared losses | duplicates | sent late | out of order | altered"
          + " | snapshots | books equal | refused snapshots | malformed kept |\n"
          + "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n";

  private final String name;
  private final List<String> rows = new ArrayList<>();

  ContinuityTable(String name) {
    this.name = name;
  }

  /** Adds a run. */
  void add(String run, FeedComparison.Result result, long refusedSnapshots) {
    row(run, "live_orders", result.orders(), refusedSnapshots, result.malformed());
    row(run, "live_trades", result.trades(), 0, 0);
  }

  private void row(String run, String channel, ChannelFigures f, long refused, long malformed) {
    rows.add(
        String.format(
            "| %s | %s | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,d"
                + " | %,d | %,d | %,d |",
            run,
            channel,
            f.published(),
            f.written(),
            f.repairedGaps(),
            f.repairedEvents(),
            f.unrepairedGaps(),
            f.declaredMissing(),
            f.undeclaredLosses(),
            f.duplicates(),
            f.sentLate(),
            f.misplaced(),
            f.altered(),
            f.snapshots(),
            f.books(),
            refused,
            malformed));
  }

  /** Prints it and writes it to {@code target/continuity}. */
  void publish() {
    String text = HEAD + String.join("\n", rows) + "\n";
    System.out.println(text);
    try {
      Path directory =
          Files.createDirectories(Path.of(BuildOutput.property("test.directory"), "continuity"));
      Files.writeString(directory.resolve(name + ".md"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
