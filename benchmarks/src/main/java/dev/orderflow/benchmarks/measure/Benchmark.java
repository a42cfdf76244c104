package dev.orderflow.benchmarks.measure;

import java.util.List;
import java.util.Optional;

/**
 * One comparison: some sides that do the same work, the figures that every side yields, and the
 * goals that these must reach. The runner takes the sides in turn, A B A B, so that what else the
 * machine does meets all of them.
 */
public interface Benchmark {

  /**
   * The name on the command line and of the result's file.
   *
   * @return lower-case words joined by hyphens
   */
  String name();

  /**
   * What is measured, as the heading of its table.
   *
   * @return a line of text
   */
  String title();

  /**
   * The sides in the order in which they take turns.
   *
   * @return at least one side
   */
  List<Side> sides();

  /**
   * The side that the others are set against in the table's ratio column.
   *
   * @return one of the sides' names; empty where there is no such column
   */
  default Optional<String> limit() {
    return Optional.empty();
  }

  /**
   * What every side yields, the one that ranks them first.
   *
   * @return at least one figure
   */
  List<Figure> figures();

  /**
   * What the figures must reach.
   *
   * @return goals, perhaps none
   */
  List<Goal> goals();

  /**
   * The sides that show, in a run without names and with {@code --quick}, that everything works.
   *
   * @return all sides, some, or none where another benchmark shows the same
   */
  default List<Side> quickSides() {
    return sides();
  }

  /**
   * Rounds that are run first and not counted, because compilers and caches are cold.
   *
   * @return zero or more
   */
  default int warmUpRounds() {
    return 0;
  }

  /**
   * Starts what all rounds share.
   *
   * @param workshop where processes come from, and how much to measure
   * @return what runs a side
   * @throws Exception where something needed does not start
   */
  Trial open(Workshop workshop) throws Exception;
}
