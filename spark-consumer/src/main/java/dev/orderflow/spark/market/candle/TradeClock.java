package dev.orderflow.spark.market.candle;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

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

  private final Deque<Long> sessions = new ArrayDeque<>();
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
  }

  void read(DataInput in) throws IOException {
    partition = in.readUTF();
    for (int left = in.readInt(); left > 0; left--) {
      sessions.addLast(in.readLong());
    }
  }
}
