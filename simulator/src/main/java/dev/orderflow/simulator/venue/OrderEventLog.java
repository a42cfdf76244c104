package dev.orderflow.simulator.venue;

import dev.orderflow.simulator.market.Order;
import dev.orderflow.simulator.market.OrderKind;
import dev.orderflow.simulator.market.Side;

/** Every order event of a market with its event id, as far back as the retention reaches. */
final class OrderEventLog {
  private static final int TIME = 0;
  private static final int LOW = 1;
  private static final int ORDER = 2;
  private static final int PRICE = 3;
  private static final int REMAINING = 4;
  private static final int EXECUTED = 5;
  private static final int CREATED = 6;
  private static final int FLAGS = 7;
  private static final int COLUMNS = 8;

  private static final OrderEventKind[] EVENTS = OrderEventKind.values();
  private static final OrderKind[] KINDS = OrderKind.values();
  private static final Side[] SIDES = Side.values();

  private final RowRing rows;
  private final int marketCode;
  private final EventId beforeFirst;
  private long lastStamp;
  private int sequence;
  private int counter;

  OrderEventLog(int marketCode, long startMicros, long retainedEvents) {
    this.rows = new RowRing(COLUMNS, retainedEvents);
    this.marketCode = marketCode;
    this.beforeFirst = new EventId(stamp(startMicros) - 1000, EventId.low(0, marketCode, 0));
  }

  void append(long time, OrderEventKind event, Order order, long price, long executed) {
    long stamp = stamp(time);
    sequence = stamp == lastStamp ? sequence + 1 : 0;
    lastStamp = stamp;
    counter = (counter + 1) & 3;
    long row = rows.add();
    rows.set(row, TIME, time);
    rows.set(row, LOW, EventId.low(sequence, marketCode, counter));
    rows.set(row, ORDER, order.id());
    rows.set(row, PRICE, price);
    rows.set(row, REMAINING, order.remaining());
    rows.set(row, EXECUTED, executed);
    rows.set(row, CREATED, order.created());
    rows.set(
        row, FLAGS, event.ordinal() | order.side().ordinal() << 4 | order.kind().ordinal() << 8);
  }

  /** The instant that a frame of this channel carries: the whole millisecond. */
  static long stamp(long time) {
    return time - Math.floorMod(time, 1000L);
  }

  long first() {
    return rows.first();
  }

  long end() {
    return rows.end();
  }

  /** The first retained event later than a time of the engine. */
  long firstAfter(long time) {
    return rows.firstAbove(TIME, time);
  }

  /** The first retained event whose id is not below {@code id}. */
  long firstFrom(EventId id) {
    long row = rows.firstAbove(TIME, id.high() - 1);
    while (row < rows.end() && id(row).compareTo(id) < 0) {
      row++;
    }
    return row;
  }

  /** The engine's time of an event, microseconds. */
  long time(long row) {
    return rows.get(row, TIME);
  }

  EventId id(long row) {
    return new EventId(stamp(time(row)), low(row));
  }

  long low(long row) {
    return rows.get(row, LOW);
  }

  /** The id of the event before; for the first event of all, one that never was. */
  EventId previousId(long row) {
    return row == 0 ? beforeFirst : id(row - 1);
  }

  long orderId(long row) {
    return rows.get(row, ORDER);
  }

  long price(long row) {
    return rows.get(row, PRICE);
  }

  long remaining(long row) {
    return rows.get(row, REMAINING);
  }

  long executed(long row) {
    return rows.get(row, EXECUTED);
  }

  long created(long row) {
    return rows.get(row, CREATED);
  }

  OrderEventKind event(long row) {
    return EVENTS[(int) rows.get(row, FLAGS) & 0xF];
  }

  Side side(long row) {
    return SIDES[(int) rows.get(row, FLAGS) >>> 4 & 0xF];
  }

  OrderKind kind(long row) {
    return KINDS[(int) rows.get(row, FLAGS) >>> 8 & 0xF];
  }
}
