package dev.orderflow.spark.job;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/**
 * Brings one market's rows of a batch into the order of the topic. Spark promises none inside a
 * group.
 *
 * <p>Within a partition that is the order of offsets. Where a market lies on several partitions,
 * the one that is furthest behind in time goes first.
 */
final class TopicOrder {

  /** A loss goes before the record it was found with. */
  private static final Comparator<Row> OFFSET =
      Comparator.comparingLong((Row row) -> row.getLong(3))
          .thenComparing(row -> !row.getString(5).equals(SourceScan.LOST));

  private TopicOrder() {}

  static List<Row> of(Iterator<Row> rows) {
    Map<String, List<Row>> partitions = new TreeMap<>();
    rows.forEachRemaining(
        row ->
            partitions
                .computeIfAbsent(row.getString(1) + '-' + row.getInt(2), p -> new ArrayList<>())
                .add(row));
    partitions.values().forEach(list -> list.sort(OFFSET));
    return partitions.size() == 1 ? partitions.values().iterator().next() : merge(partitions);
  }

  private static List<Row> merge(Map<String, List<Row>> partitions) {
    List<Lane> lanes = partitions.values().stream().map(Lane::new).toList();
    List<Row> merged = new ArrayList<>();
    while (true) {
      Lane behind = null;
      for (Lane lane : lanes) {
        if (!lane.rows.isEmpty() && (behind == null || lane.time() < behind.time())) {
          behind = lane;
        }
      }
      if (behind == null) {
        return merged;
      }
      merged.add(behind.take());
    }
  }

  private static final class Lane {

    private final Deque<Row> rows;
    private long newest = Long.MIN_VALUE;

    Lane(List<Row> rows) {
      this.rows = new ArrayDeque<>(rows);
    }

    /** Repaired events go back in time without taking their partition back with them. */
    long time() {
      return Math.max(newest, rows.getFirst().getLong(4));
    }

    Row take() {
      newest = time();
      return rows.removeFirst();
    }
  }
}
