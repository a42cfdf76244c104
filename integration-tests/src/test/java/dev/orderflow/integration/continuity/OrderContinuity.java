package dev.orderflow.integration.continuity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.exchange.BookView;
import dev.orderflow.simulator.exchange.OrderEventView;
import dev.orderflow.simulator.server.Truth;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The {@code live_orders} channel: ids, order, every field, the bounds of declared gaps, and the
 * books that a reader rebuilds.
 */
final class OrderContinuity extends ChannelContinuity<String> {

  private final Truth truth;
  private final String market;
  private final PublishedOrders published;
  private final ReplayedBook book = new ReplayedBook();
  private final TreeSet<String> missing = new TreeSet<>();

  private String lastWritten = "";
  private Optional<OrderEventView> ahead = Optional.empty();
  private long written;
  private long publishedEvents;

  OrderContinuity(Simulator halted, String market) {
    this.truth = halted.truth();
    this.market = market;
    published = new PublishedOrders(halted, market);
  }

  @Override
  void event(FeedRecord record) {
    if (peek().filter(event -> event.frame().equals(record.value())).isEmpty()) {
      String id = record.frame().path("event_id").asText();
      if (id.compareTo(lastWritten) <= 0) {
        repeated(record, id);
        return;
      }
      skipTo(id);
      if (peek().filter(event -> event.eventId().equals(id)).isEmpty()) {
        altered("never published", record);
        return;
      }
    }
    written++;
    OrderEventView event = take();
    compare(event, record);
    lastWritten = event.eventId();
    book.apply(event.eventId(), event.frame());
  }

  private void repeated(FeedRecord record, String id) {
    if (missing.remove(id)) {
      misplaced(record);
    } else {
      duplicate(record);
    }
  }

  private void compare(OrderEventView event, FeedRecord record) {
    if (record.isStream() && event.frame().equals(record.value())) {
      return;
    }
    JsonNode expected = FeedRecord.json(event.frame());
    JsonNode found = record.frame();
    if (found.equals(expected)) {
      return;
    }
    // What a fetched event stands behind is not told inside of a gap that is declared.
    boolean untold =
        !record.isStream()
            && found.path("pre_event_id").asText().isEmpty()
            && isDeclared(event.eventId());
    ((ObjectNode) found).set("pre_event_id", expected.path("pre_event_id"));
    if (untold && found.equals(expected)) {
      return;
    }
    if (record.isStream() && found.equals(expected)) {
      newPredecessors++;
    } else {
      altered("differs from " + event.frame(), record);
    }
  }

  @Override
  Bounds<String> boundsOf(JsonNode data, String end) {
    return new Bounds<>(data.path("from_event_id").asText(), data.path(end + "_event_id").asText());
  }

  @Override
  Collection<String> absent(Bounds<String> proven) {
    return proven.to().compareTo(lastWritten) > 0
        ? List.of(proven.to())
        : missing.subSet(proven.from(), false, proven.to(), true);
  }

  @Override
  void repaired(JsonNode gap, Bounds<String> bounds) {}

  @Override
  void declared(FeedRecord record, Bounds<String> bounds) {
    compareBook();
    book.forget();
    snapshotOwed = true;
  }

  @Override
  void snapshot(JsonNode snapshot) {
    if (snapshot.path("part").asInt() == 1) {
      compareBook();
      snapshots++;
      snapshotOwed = false;
    }
    book.read(snapshot);
  }

  private void compareBook() {
    book.knownUntil().flatMap(id -> truth.bookAfter(market, id)).ifPresent(this::compareBook);
  }

  private void compareBook(BookView expected) {
    Optional<String> difference = book.differenceFrom(expected);
    difference.ifPresent(text -> problem("the rebuilt book " + text));
    books += difference.isEmpty() ? 1 : 0;
  }

  private void skipTo(String id) {
    while (peek().filter(event -> event.eventId().compareTo(id) < 0).isPresent()) {
      skip();
    }
  }

  private void skip() {
    OrderEventView event = take();
    if (!lastWritten.isEmpty()) {
      missing.add(event.eventId());
    } else {
      publishedEvents--;
    }
  }

  private Optional<OrderEventView> peek() {
    if (ahead.isEmpty() && published.hasNext()) {
      ahead = Optional.of(published.next());
    }
    return ahead;
  }

  private OrderEventView take() {
    OrderEventView event = peek().orElseThrow();
    ahead = Optional.empty();
    publishedEvents++;
    return event;
  }

  @Override
  boolean isComplete() {
    return lastWritten.equals(published.lastId()) && !snapshotOwed;
  }

  @Override
  void finish() {
    while (peek().isPresent()) {
      skip();
    }
    if (lastWritten.equals(published.lastId()) && book.knownUntil().isPresent()) {
      compareBook(truth.book(market));
    }
  }

  @Override
  long published() {
    return publishedEvents;
  }

  @Override
  long written() {
    return written;
  }

  @Override
  Collection<String> missing() {
    return missing;
  }

  @Override
  String describe(String missing) {
    return missing;
  }
}
