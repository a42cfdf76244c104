package dev.orderflow.spark.job;

import dev.orderflow.spark.scan.PartitionMerge;
import dev.orderflow.spark.scan.ScannedRecord;
import dev.orderflow.spark.source.RejectedRecordException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.api.java.function.FlatMapGroupsWithStateFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.GroupState;

/**
 * One market's part of a batch: its state is loaded, fed and stored once.
 *
 * @param computation what is computed; the state holds nothing else
 * @param publishesRefused whether records that cannot be used are published, or only counted
 */
record MarketUpdate(MarketComputation computation, boolean publishesRefused)
    implements FlatMapGroupsWithStateFunction<String, Row, byte[], Row> {

  @Override
  public Iterator<Row> call(String market, Iterator<Row> batches, GroupState<byte[]> stored)
      throws IOException {
    MarketComputation.State state = computation.begin(market);
    if (stored.exists()) {
      state.read(new DataInputStream(new ByteArrayInputStream(stored.get())));
    }
    Map<String, Long> before = state.totals();
    MarketRows rows = new MarketRows(computation.name(), market, publishesRefused);
    boolean fed = stored.exists();
    for (Iterator<ScannedRecord> records = PartitionMerge.of(batches); records.hasNext(); ) {
      ScannedRecord scanned = records.next();
      rows.begin(scanned.record());
      if (!scanned.reason().isEmpty()) {
        rows.refuse(scanned.reason());
        // Before anything is known of a market, nothing more is missing by it.
        if (fed) {
          state.endOfBatch(rows);
          state.refused(scanned, rows);
        }
      } else if (!scanned.record().isUnknownOfConnector()) {
        fed = true;
        feed(state, scanned, rows);
      }
    }
    if (fed) {
      state.endOfBatch(rows);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      state.write(new DataOutputStream(bytes));
      stored.update(bytes.toByteArray());
    }
    state
        .totals()
        .forEach((name, total) -> rows.count(name, total - before.getOrDefault(name, 0L)));
    return rows.iterator();
  }

  private static void feed(MarketComputation.State state, ScannedRecord scanned, MarketRows rows) {
    try {
      state.accept(scanned, rows);
    } catch (RejectedRecordException unusable) {
      rows.refuse("malformed: " + unusable.getMessage());
      state.refused(scanned, rows);
    }
  }
}
