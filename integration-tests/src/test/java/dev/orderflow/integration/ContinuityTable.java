package dev.orderflow.integration;

import dev.orderflow.integration.continuity.ChannelFigures;
import dev.orderflow.integration.continuity.FeedComparison;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What was measured, as a table for people: printed, and written below {@code target}. */
final class ContinuityTable {

  private static final String HEAD =
      "| run | channel | published | written | repaired gaps | repaired events | unrepaired gaps"
          + " | declared missing | not detectable | undeclared losses | duplicates | sent late | out of order | altered"
          + " | snapshots | books equal | refused snapshots | malformed kept |\n"
          + "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n";

  private final String name;
  private final List<String> rows = new ArrayList<>();

  ContinuityTable(String name) {
    this.name = name;
  }

  /** Adds a run of which nobody counted the refused snapshots: restarted tasks forget them. */
  void add(String run, FeedComparison.Result result) {
    add(run, result, OptionalLong.empty());
  }

  /** Adds a run. */
  void add(String run, FeedComparison.Result result, OptionalLong refusedSnapshots) {
    String refused = refusedSnapshots.stream().mapToObj(Long::toString).findFirst().orElse("?");
    row(run, "live_orders", result.orders(), refused, Long.toString(result.malformed()));
    row(run, "live_trades", result.trades(), "", "");
    result.books().forEach((channel, figures) -> row(run, channel, figures, "", ""));
  }

  private void row(String run, String channel, ChannelFigures f, String refused, String malformed) {
    rows.add(
        String.format(
            "| %s | %s | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,d"
                + " | %,d | %s | %s |",
            run,
            channel,
            f.published(),
            f.written(),
            f.repairedGaps(),
            f.repairedEvents(),
            f.unrepairedGaps(),
            f.declaredMissing(),
            f.undetectable(),
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
    TestFiles.writeResult(name + ".md", text);
  }
}
