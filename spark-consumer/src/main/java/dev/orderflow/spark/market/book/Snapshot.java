package dev.orderflow.spark.market.book;

import dev.orderflow.spark.market.MarketEvent.SnapshotOrder;
import dev.orderflow.spark.market.MarketEvent.SnapshotPart;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A snapshot as its parts come in; of use once all of them have, in order. */
final class Snapshot {

  private static final long MILLISECOND = 1_000;

  private final long micros;
  private final int parts;
  private final List<SnapshotOrder> bids = new ArrayList<>();
  private final List<SnapshotOrder> asks = new ArrayList<>();
  private int received;

  private Snapshot(long micros, int parts) {
    this.micros = micros;
    this.parts = parts;
  }

  static Snapshot begin(SnapshotPart first) {
    Snapshot snapshot = new Snapshot(first.micros(), first.parts());
    snapshot.add(first);
    return snapshot;
  }

  /** Whether a part is the one that is missing next. */
  boolean continuesWith(SnapshotPart part) {
    return part.micros() == micros && part.parts() == parts && part.part() == received + 1;
  }

  void add(SnapshotPart part) {
    bids.addAll(part.bids());
    asks.addAll(part.asks());
    received++;
  }

  boolean isComplete() {
    return received == parts;
  }

  int size() {
    return bids.size() + asks.size();
  }

  long micros() {
    return micros;
  }

  long millis() {
    return micros / MILLISECOND;
  }

  List<SnapshotOrder> orders(Side side) {
    return side == Side.SELL ? asks : bids;
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(micros);
    out.writeInt(parts);
    out.writeInt(received);
    for (List<SnapshotOrder> side : List.of(bids, asks)) {
      out.writeInt(side.size());
      for (SnapshotOrder order : side) {
        out.writeLong(order.id());
        StateFormat.writeDecimal(out, order.price());
        StateFormat.writeDecimal(out, order.amount());
      }
    }
  }

  static Snapshot read(DataInput in) throws IOException {
    Snapshot snapshot = new Snapshot(in.readLong(), in.readInt());
    snapshot.received = in.readInt();
    for (List<SnapshotOrder> side : List.of(snapshot.bids, snapshot.asks)) {
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        side.add(
            new SnapshotOrder(
                in.readLong(), StateFormat.readDecimal(in), StateFormat.readDecimal(in)));
      }
    }
    return snapshot;
  }
}
