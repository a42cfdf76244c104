package dev.orderflow.simulator.venue;

import dev.orderflow.simulator.market.Market;
import dev.orderflow.simulator.market.Order;
import dev.orderflow.simulator.market.OrderBook;
import dev.orderflow.simulator.market.OrderKind;
import dev.orderflow.simulator.market.PriceLevel;
import dev.orderflow.simulator.market.Side;
import java.math.BigDecimal;
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

  /** The whole book before the event at {@code row}. */
  private record Checkpoint(long row, List<Resting> orders) {}

  private final Market market;
  private final OrderEventLog log;
  private final long eventsBetween;
  private final long startMicros;
  private final Deque<Checkpoint> checkpoints = new ArrayDeque<>();

  BookHistory(Market market, OrderEventLog log, long retainedEvents, long startMicros) {
    this.market = market;
    this.log = log;
    this.eventsBetween = Math.max(1_000, Math.min(MAX_EVENTS_BETWEEN, retainedEvents / 4));
    this.startMicros = startMicros;
  }

  void checkpointIfDue(OrderBook book) {
    if (log.end() - checkpoints.peekLast().row() >= eventsBetween) {
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
    while (checkpoints.size() > 1 && checkpoints.peekFirst().row() < log.first()) {
      checkpoints.removeFirst();
    }
  }

  /** The book after every event up to and including a time of the engine, in microseconds. */
  Optional<BookView> at(long time) {
    return time < startMicros ? Optional.empty() : before(log.firstAfter(time));
  }

  /** The book after the event with an id; empty where the id is not known (any more). */
  Optional<BookView> after(EventId id) {
    long row = log.firstFrom(id);
    return row < log.end() && log.id(row).equals(id) ? before(row + 1) : Optional.empty();
  }

  /** The book before the event at {@code row}. */
  private Optional<BookView> before(long row) {
    Checkpoint from = null;
    for (Checkpoint checkpoint : checkpoints) {
      if (checkpoint.row() <= row && checkpoint.row() >= log.first()) {
        from = checkpoint;
      }
    }
    if (from == null) {
      return Optional.empty();
    }
    Map<Long, Resting> resting = new LinkedHashMap<>();
    from.orders().forEach(order -> resting.put(order.id(), order));
    for (long at = from.row(); at < row; at++) {
      apply(resting, at);
    }
    long lastTime = row == 0 || row - 1 < log.first() ? startMicros : log.time(row - 1);
    Optional<EventId> lastId =
        row == 0 || row - 1 < log.first() ? Optional.empty() : Optional.of(log.id(row - 1));
    return Optional.of(
        new BookView(
            market.symbol(),
            lastTime,
            lastId.map(EventId::toString),
            side(resting.values(), Side.BUY),
            side(resting.values(), Side.SELL)));
  }

  private void apply(Map<Long, Resting> resting, long row) {
    long id = log.orderId(row);
    switch (log.event(row)) {
      case CREATED -> {
        OrderKind kind = log.kind(row);
        if (kind == OrderKind.LIMIT || kind == OrderKind.MAKER_OR_CANCEL) {
          resting.put(id, new Resting(id, log.side(row), log.price(row), log.remaining(row)));
        }
      }
      case CHANGED ->
          resting.computeIfPresent(
              id, (key, old) -> new Resting(id, old.side(), old.price(), log.remaining(row)));
      case DELETED -> resting.remove(id);
    }
  }

  private List<BookView.Entry> side(Collection<Resting> resting, Side side) {
    Comparator<Resting> byPrice = Comparator.comparingLong(Resting::price);
    return resting.stream()
        .filter(order -> order.side() == side)
        .sorted(side == Side.BUY ? byPrice.reversed() : byPrice)
        .map(
            order ->
                new BookView.Entry(
                    order.id(),
                    BigDecimal.valueOf(order.price(), market.priceDecimals()),
                    BigDecimal.valueOf(order.amount(), Market.AMOUNT_SCALE)
                        .setScale(market.amountDecimals())))
        .toList();
  }
}
