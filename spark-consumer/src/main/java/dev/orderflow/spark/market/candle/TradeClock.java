package dev.orderflow.spark.market.candle;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tells until when the trades channel has been written.
 *
 * <p>Trades tell it themselves. Between them order events do, but only those of a session that has
 * delivered a trade: the connector holds back a new session's trades until it has proven or
 * declared what was missed before them, while the order channel goes on. And only those of the same
 * Kafka partition, because another may be read ahead.
 */
final class TradeClock {

  /** How far the trades channel may be behind the order channel, microseconds. */
  private static final long CHANNEL_SKEW = 5_000_000;

  private static final int MOST_SESSIONS = 8;

  /** Newest time told by each session and partition, of the last few. */
  private static final int MOST_TOLD = 32;

  private final Deque<Long> sessions = new ArrayDeque<>();
  private final Map<String, Long> told = new LinkedHashMap<>();
  private String partition = "";

  void trade(long session, String from) {
    partition = from;
    if (!sessions.contains(session)) {
      sessions.addLast(session);
      if (sessions.size() > MOST_SESSIONS) {
        sessions.removeFirst();
      }
    }
  }

  void ended(long session) {
    sessions.remove(session);
  }

  void reset() {
    sessions.clear();
  }

  /**
   * Whether an order event tells a later time than those before it of its session and partition.
   *
   * <p>Those that do not are passed on or not as a batch happens to be cut; without this they would
   * tell their old time again once the session has delivered a trade.
   */
  boolean isNews(long orderMicros, long session, String from) {
    String key = Long.toString(session) + '@' + from;
    Long before = told.get(key);
    if (before != null && before >= orderMicros) {
      return false;
    }
    told.put(key, orderMicros);
    if (told.size() > MOST_TOLD) {
      Iterator<String> oldest = told.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    return true;
  }

  /** Until when trades were surely written, by an order event; very long ago where it tells not. */
  long writtenUntil(long orderMicros, long session, String from) {
    return from.equals(partition) && sessions.contains(session)
        ? orderMicros - CHANNEL_SKEW
        : Long.MIN_VALUE;
  }

  void write(DataOutput out) throws IOException {
    out.writeUTF(partition);
    out.writeInt(sessions.size());
    for (long session : sessions) {
      out.writeLong(session);
    }
    out.writeInt(told.size());
    for (Map.Entry<String, Long> entry : told.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeLong(entry.getValue());
    }
  }

  void read(DataInput in) throws IOException {
    partition = in.readUTF();
    for (int left = in.readInt(); left > 0; left--) {
      sessions.addLast(in.readLong());
    }
    for (int left = in.readInt(); left > 0; left--) {
      told.put(in.readUTF(), in.readLong());
    }
  }
}
