package dev.orderflow.simulator.exchange;

import dev.orderflow.simulator.market.Order;
import dev.orderflow.simulator.market.OrderBook;
import dev.orderflow.simulator.market.OrderEventKind;
import dev.orderflow.simulator.market.Side;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The book of a market at any instant that the retention reaches back to: whole books written down
 * from time to time, and the order events in between.
 */
final class BookHistory {
  /**
   * A book as it was.
   *
   * @param microtimestamp of the last event before, by the engine's time
   * @param lastEventId that event's; empty at the very start
   */
  record PastBook(OrderBook book, long microtimestamp, String lastEventId) {}

  private static final int MAX_EVENTS_BETWEEN = 50_000;

  /** The orders of the whole book before the event at {@code position}, as they were then. */
  private record Checkpoint(long position, List<Order> orders) {}

  private final EventLog<OrderEvent> log;
  private final long eventsBetween;
  private final long startMicros;
  private final Deque<Checkpoint> checkpoints = new ArrayDeque<>();

  BookHistory(EventLog<OrderEvent> log, long retainedEvents, long startMicros) {
    this.log = log;
    this.eventsBetween = Math.max(1_000, Math.min(MAX_EVENTS_BETWEEN, retainedEvents / 4));
    this.startMicros = startMicros;
  }

  void checkpointIfDue(OrderBook book) {
    if (log.end() - checkpoints.peekLast().position() >= eventsBetween) {
      checkpoint(book);
    }
  }

  void checkpoint(OrderBook book) {
    List<Order> orders = new ArrayList<>(book.size());
    for (Side side : Side.values()) {
      book.levels(side).forEach(level -> level.forEach(order -> orders.add(order.copy())));
    }
    checkpoints.add(new Checkpoint(log.end(), orders));
    while (checkpoints.size() > 1 && checkpoints.peekFirst().position() < log.first()) {
      checkpoints.removeFirst();
    }
  }

  /** The book after every event up to and including a time of the engine, in microseconds. */
  Optional<PastBook> at(long time) {
    return time < startMicros
        ? Optional.empty()
        : before(log.firstThat(event -> event.time() > time));
  }

  /** The book after the event with an id; empty where the id is not known (any more). */
  Optional<PastBook> after(EventId id) {
    long position = log.firstThat(event -> event.id().compareTo(id) >= 0);
    boolean known = position < log.end() && log.get(position).id().equals(id);
    return known ? before(position + 1) : Optional.empty();
  }

  /** The book before the event at {@code position}. */
  private Optional<PastBook> before(long position) {
    return checkpoints.stream()
        .filter(from -> from.position() <= position && from.position() >= log.first())
        .reduce((earlier, later) -> later)
        .map(from -> before(position, from));
  }

  private PastBook before(long position, Checkpoint from) {
    OrderBook book = new OrderBook();
    from.orders().forEach(order -> book.add(order.copy()));
    for (long at = from.position(); at < position; at++) {
      apply(book, log.get(at));
    }
    Optional<OrderEvent> last =
        position > log.first() ? Optional.of(log.get(position - 1)) : Optional.empty();
    return new PastBook(
        book,
        last.map(OrderEvent::time).orElse(startMicros),
        last.map(event -> event.id().toString()).orElse(""));
  }

  /** What an event did to the book; of orders that never rest it knows nothing. */
  private static void apply(OrderBook book, OrderEvent event) {
    if (event.kind() == OrderEventKind.CREATED) {
      if (event.orderKind().rests()) {
        book.add(
            new Order(
                event.orderId(),
                event.side(),
                event.orderKind(),
                event.price(),
                event.remaining()));
      }
      return;
    }
    Optional<Order> resting = book.order(event.orderId());
    if (event.kind() == OrderEventKind.CHANGED) {
      resting.ifPresent(order -> order.execute(order.remaining() - event.remaining()));
    } else {
      resting.ifPresent(book::remove);
    }
  }
}
