package dev.orderflow.simulator.exchange;

import dev.orderflow.simulator.market.Market;
import dev.orderflow.simulator.market.Order;
import dev.orderflow.simulator.market.OrderBook;
import dev.orderflow.simulator.market.OrderKind;
import dev.orderflow.simulator.market.PriceLevel;
import dev.orderflow.simulator.market.Side;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The book of a market at any instant that the retention reaches back to: whole books written down
 * from time to time, and the order events in between.
 */
final class BookHistory {
  private static final int MAX_EVENTS_BETWEEN = 50_000;

  private record Resting(long id, Side side, long price, long amount) {}

  /** The whole book before the event at {@code position}. */
  private record Checkpoint(long position, List<Resting> orders) {}

  private final Market market;
  private final EventLog<OrderEvent> log;
  private final long eventsBetween;
  private final long startMicros;
  private final Deque<Checkpoint> checkpoints = new ArrayDeque<>();

  BookHistory(Market market, EventLog<OrderEvent> log, long retainedEvents, long startMicros) {
    this.market = market;
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
    List<Resting> orders = new ArrayList<>(book.size());
    for (Side side : Side.values()) {
      for (PriceLevel level : book.levels(side)) {
        for (Order order : level) {
          orders.add(new Resting(order.id(), side, order.price(), order.remaining()));
        }
      }
    }
    checkpoints.add(new Checkpoint(log.end(), orders));
    while (checkpoints.size() > 1 && checkpoints.peekFirst().position() < log.first()) {
      checkpoints.removeFirst();
    }
  }

  /** The book after every event up to and including a time of the engine, in microseconds. */
  Optional<BookView> at(long time) {
    return time < startMicros
        ? Optional.empty()
        : before(log.firstThat(event -> event.time() > time));
  }

  /** The book after the event with an id; empty where the id is not known (any more). */
  Optional<BookView> after(EventId id) {
    long position = log.firstThat(event -> event.id().compareTo(id) >= 0);
    boolean known = position < log.end() && log.get(position).id().equals(id);
    return known ? before(position + 1) : Optional.empty();
  }

  /** The book before the event at {@code position}. */
  private Optional<BookView> before(long position) {
    return checkpoints.stream()
        .filter(from -> from.position() <= position && from.position() >= log.first())
        .reduce((earlier, later) -> later)
        .map(from -> before(position, from));
  }

  private BookView before(long position, Checkpoint from) {
    Map<Long, Resting> resting = new LinkedHashMap<>();
    from.orders().forEach(order -> resting.put(order.id(), order));
    for (long at = from.position(); at < position; at++) {
      apply(resting, log.get(at));
    }
    Optional<OrderEvent> last =
        position > log.first() ? Optional.of(log.get(position - 1)) : Optional.empty();
    return new BookView(
        market.symbol(),
        last.map(OrderEvent::time).orElse(startMicros),
        last.map(event -> event.id().toString()).orElse(""),
        side(resting.values(), Side.BUY),
        side(resting.values(), Side.SELL));
  }

  private static void apply(Map<Long, Resting> resting, OrderEvent event) {
    long id = event.orderId();
    switch (event.kind()) {
      case CREATED -> {
        OrderKind kind = event.orderKind();
        if (kind == OrderKind.LIMIT || kind == OrderKind.MAKER_OR_CANCEL) {
          resting.put(id, new Resting(id, event.side(), event.price(), event.remaining()));
        }
      }
      case CHANGED ->
          resting.computeIfPresent(
              id, (key, old) -> new Resting(id, old.side(), old.price(), event.remaining()));
      case DELETED -> resting.remove(id);
    }
  }

  private List<BookView.Entry> side(Collection<Resting> resting, Side side) {
    Comparator<Resting> byPrice = Comparator.comparingLong(Resting::price);
    return resting.stream()
        .filter(order -> order.side() == side)
        .sorted(side == Side.BUY ? byPrice.reversed() : byPrice)
        .map(order -> BookView.Entry.of(market, order.id(), order.price(), order.amount()))
        .toList();
  }
}
