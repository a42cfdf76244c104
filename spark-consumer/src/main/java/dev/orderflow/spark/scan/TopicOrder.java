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
 * Brings one market's packs of a batch into the order of the topic. Spark promises none inside a
 * group.
 *
 * <p>Within a partition that is the order of offsets. Where a market lies on several partitions,
 * the one that is furthest behind in time goes first.
 */
public final class TopicOrder implements Iterator<ScannedRecord> {

  private final List<Lane> lanes;

  private TopicOrder(List<Lane> lanes) {
    this.lanes = lanes;
  }

  /** The records of some packs, in their order. */
  public static Iterator<ScannedRecord> of(Iterator<Row> packs) {
    Map<String, List<Row>> partitions = new TreeMap<>();
    packs.forEachRemaining(
        pack ->
            partitions
                .computeIfAbsent(pack.getString(1) + '-' + pack.getInt(2), p -> new ArrayList<>())
                .add(pack));
    return new TopicOrder(partitions.values().stream().map(Lane::new).toList());
  }

  @Override
  public boolean hasNext() {
    return behind().isPresent();
  }

  @Override
  public ScannedRecord next() {
    return behind().orElseThrow(NoSuchElementException::new).take();
  }

  private Optional<Lane> behind() {
    if (lanes.size() == 1) {
      return lanes.get(0).next.isPresent() ? Optional.of(lanes.get(0)) : Optional.empty();
    }
    return lanes.stream()
        .filter(lane -> lane.next.isPresent())
        .min(Comparator.comparingLong(Lane::time));
  }

  private static final class Lane {

    private final Iterator<Row> packs;
    private Iterator<ScannedRecord> records = List.<ScannedRecord>of().iterator();
    private Optional<ScannedRecord> next;
    private long newest = Long.MIN_VALUE;

    Lane(List<Row> packs) {
      List<Row> ordered = new ArrayList<>(packs);
      ordered.sort(Comparator.comparingLong(pack -> pack.getLong(3)));
      this.packs = ordered.iterator();
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
        if (!packs.hasNext()) {
          return Optional.empty();
        }
        records = RecordPack.unpack(packs.next());
      }
      return Optional.of(records.next());
    }
  }
}
