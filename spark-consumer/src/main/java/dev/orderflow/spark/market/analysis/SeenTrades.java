package dev.orderflow.spark.market.analysis;

import dev.orderflow.spark.market.StateFormat;
import dev.orderflow.spark.market.Trade;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/**
 * The ids of the last trades, so that a writer that was killed and repeats itself counts once; a
 * late trade that was not seen still counts.
 */
final class SeenTrades {

  private static final int KEPT = 20_000;

  private final Set<Long> ids = new HashSet<>();
  private final ArrayDeque<Long> inOrder = new ArrayDeque<>();

  /** Whether a trade is new. */
  boolean isNew(Trade trade) {
    return add(trade.id());
  }

  /** None has been seen. */
  void forget() {
    ids.clear();
    inOrder.clear();
  }

  private boolean add(long id) {
    if (!ids.add(id)) {
      return false;
    }
    inOrder.addLast(id);
    if (inOrder.size() > KEPT) {
      ids.remove(inOrder.removeFirst());
    }
    return true;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(inOrder.size());
    long before = 0;
    for (long id : inOrder) {
      StateFormat.writeNumber(out, id - before);
      before = id;
    }
  }

  void read(DataInput in) throws IOException {
    forget();
    int count = in.readInt();
    long id = 0;
    for (int i = 0; i < count; i++) {
      id += StateFormat.readNumber(in);
      add(id);
    }
  }
}
