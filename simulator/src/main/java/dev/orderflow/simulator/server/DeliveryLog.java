package dev.orderflow.simulator.server;

import dev.orderflow.simulator.exchange.EventId;
import dev.orderflow.simulator.exchange.EventLog;
import dev.orderflow.simulator.exchange.Frame;
import dev.orderflow.simulator.exchange.PublicChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Every frame that one connection was sent or denied, in the order of the wire. */
final class DeliveryLog {
  /** A frame without its text, which would fill the memory. */
  private record Entry(
      PublicChannel channel, long microtimestamp, long number, DeliveryStatus status) {}

  private final EventLog<Entry> entries;

  DeliveryLog(long retained) {
    this.entries = new EventLog<>(retained);
  }

  void add(Frame frame, DeliveryStatus status) {
    entries.add(new Entry(frame.channel(), frame.microtimestamp(), frame.number(), status));
  }

  long size() {
    return entries.end() - entries.first();
  }

  /** The first position that is still known. */
  long first() {
    return entries.first();
  }

  /**
   * The deliveries from a position on.
   *
   * @param unwritten how many of the last sent frames never reached the socket
   * @param wanted names of channels
   */
  List<Delivery> list(long from, long limit, long unwritten, Predicate<String> wanted) {
    long firstUnwritten = entries.end();
    for (long left = unwritten; left > 0 && firstUnwritten > entries.first(); ) {
      left -= entries.get(--firstUnwritten).status().sent() ? 1 : 0;
    }
    List<Delivery> result = new ArrayList<>();
    long at = Math.max(from, entries.first());
    for (; at < entries.end() && result.size() < limit; at++) {
      Entry entry = entries.get(at);
      if (wanted.test(entry.channel().name())) {
        boolean closed = at >= firstUnwritten && entry.status().sent();
        result.add(delivery(entry, closed ? DeliveryStatus.CLOSED : entry.status()));
      }
    }
    return result;
  }

  private static Delivery delivery(Entry entry, DeliveryStatus status) {
    long time = entry.microtimestamp();
    String id =
        switch (entry.channel().kind()) {
          case LIVE_ORDERS -> new EventId(time, entry.number()).toString();
          case LIVE_TRADES -> Long.toString(entry.number());
          case ORDER_BOOK, DETAIL_ORDER_BOOK, DIFF_ORDER_BOOK -> Long.toString(time);
        };
    return new Delivery(entry.channel().name(), time, id, status);
  }
}
