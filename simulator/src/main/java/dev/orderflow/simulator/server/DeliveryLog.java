package dev.orderflow.simulator.server;

import dev.orderflow.simulator.venue.EventId;
import dev.orderflow.simulator.venue.FrameKey;
import dev.orderflow.simulator.venue.PublicChannel;
import dev.orderflow.simulator.venue.RowRing;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/** Every frame that one connection was sent or denied, in the order of the wire. */
final class DeliveryLog {
  private static final int CHANNEL = 0;
  private static final int TIME = 1;
  private static final int NUMBER = 2;
  private static final int DISPOSITION = 3;
  private static final Disposition[] DISPOSITIONS = Disposition.values();

  private final RowRing rows;
  private final IntFunction<PublicChannel> channels;

  DeliveryLog(long retained, IntFunction<PublicChannel> channels) {
    this.rows = new RowRing(4, retained);
    this.channels = channels;
  }

  void add(PublicChannel channel, FrameKey key, Disposition disposition) {
    long row = rows.add();
    rows.set(row, CHANNEL, channel.index());
    rows.set(row, TIME, key.time());
    rows.set(row, NUMBER, key.number());
    rows.set(row, DISPOSITION, disposition.ordinal());
  }

  long size() {
    return rows.end();
  }

  /** The first position that is still known. */
  long first() {
    return rows.first();
  }

  /**
   * The deliveries from a position on.
   *
   * @param unwritten how many of the last sent frames never reached the socket
   * @param wanted of which channels
   */
  List<Delivery> list(long from, long limit, long unwritten, Predicate<PublicChannel> wanted) {
    long firstUnwritten = rows.end();
    for (long left = unwritten; left > 0 && firstUnwritten > rows.first(); ) {
      firstUnwritten--;
      left -= disposition(firstUnwritten).sent() ? 1 : 0;
    }
    List<Delivery> result = new ArrayList<>();
    long start = Math.max(from, rows.first());
    for (long row = start; row < rows.end() && result.size() < limit; row++) {
      PublicChannel channel = channels.apply((int) rows.get(row, CHANNEL));
      if (!wanted.test(channel)) {
        continue;
      }
      Disposition disposition = disposition(row);
      if (row >= firstUnwritten && disposition.sent()) {
        disposition = Disposition.CLOSED;
      }
      result.add(delivery(channel, row, disposition));
    }
    return result;
  }

  private Disposition disposition(long row) {
    return DISPOSITIONS[(int) rows.get(row, DISPOSITION)];
  }

  private Delivery delivery(PublicChannel channel, long row, Disposition disposition) {
    long time = rows.get(row, TIME);
    long number = rows.get(row, NUMBER);
    String id =
        switch (channel.kind()) {
          case LIVE_ORDERS -> new EventId(time, number).toString();
          case LIVE_TRADES -> Long.toString(number);
          case ORDER_BOOK, DETAIL_ORDER_BOOK, DIFF_ORDER_BOOK -> Long.toString(time);
        };
    return new Delivery(channel.name(), time, id, disposition);
  }
}
