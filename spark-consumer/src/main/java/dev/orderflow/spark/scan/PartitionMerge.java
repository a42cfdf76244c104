package dev.orderflow.spark.scan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/**
 * Merges the record batches of one market, as one micro-batch of Spark brings them, into the order
 * of the topic. Spark promises none inside a group.
 *
 * <p>Within a partition that is the order of offsets. Where a market lies on several partitions,
 * the one that is furthest behind in time goes first.
 */
public final class PartitionMerge implements Iterator<ScannedRecord> {

  private final List<PartitionRecords> partitions;

  private PartitionMerge(List<PartitionRecords> partitions) {
    this.partitions = partitions;
  }

  /** The records of some batches, in their order. */
  public static Iterator<ScannedRecord> of(Iterator<Row> batches) {
    Map<String, List<Row>> partitions = new TreeMap<>();
    batches.forEachRemaining(
        batch ->
            partitions
                .computeIfAbsent(batch.getString(1) + '-' + batch.getInt(2), p -> new ArrayList<>())
                .add(batch));
    return new PartitionMerge(partitions.values().stream().map(PartitionRecords::new).toList());
  }

  @Override
  public boolean hasNext() {
    return behind().isPresent();
  }

  @Override
  public ScannedRecord next() {
    return behind().orElseThrow(NoSuchElementException::new).take();
  }

  private Optional<PartitionRecords> behind() {
    if (partitions.size() == 1) {
      return partitions.get(0).next.isPresent() ? Optional.of(partitions.get(0)) : Optional.empty();
    }
    return partitions.stream()
        .filter(partition -> partition.next.isPresent())
        .min(Comparator.comparingLong(PartitionRecords::time));
  }

  private static final class PartitionRecords {

    private final Iterator<Row> batches;
    private Iterator<ScannedRecord> records = List.<ScannedRecord>of().iterator();
    private Optional<ScannedRecord> next;
    private long newest = Long.MIN_VALUE;

    PartitionRecords(List<Row> batches) {
      List<Row> ordered = new ArrayList<>(batches);
      ordered.sort(Comparator.comparingLong(batch -> batch.getLong(3)));
      this.batches = ordered.iterator();
      next = advance();
    }

    /** Repaired events go back in time without taking their partition back with them. */
    long time() {
      return Math.max(newest, next.map(ScannedRecord::millis).orElse(Long.MAX_VALUE));
    }

    ScannedRecord take() {
      ScannedRecord taken = next.orElseThrow();
      newest = Math.max(newest, taken.millis());
      next = advance();
      return taken;
    }

    private Optional<ScannedRecord> advance() {
      while (!records.hasNext()) {
        if (!batches.hasNext()) {
          return Optional.empty();
        }
        records = RecordBatch.read(batches.next());
      }
      return Optional.of(records.next());
    }
  }
}
