package dev.orderflow.integration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.Truth;
import dev.orderflow.simulator.venue.BookView;
import dev.orderflow.simulator.venue.OrderEventView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Compares the records of a {@code live_orders} channel, one after the other, with what the halted
 * exchange published: ids, order, every field, the bounds of declared gaps, and the books that a
 * reader rebuilds.
 */
final class OrderContinuity {

  private static final int EXAMPLES = 5;

  private final Truth truth;
  private final String market;
  private final OrderTruth published;
  private final ReplayedBook book = new ReplayedBook();
  private final TreeSet<String> missing = new TreeSet<>();
  private final List<Bounds> unrepaired = new ArrayList<>();
  private final List<String> gaps = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private String lastWritten = "";
  private Optional<OrderEventView> ahead = Optional.empty();
  private boolean snapshotOwed;
  private long written;
  private long publishedEvents;
  private long repairedGaps;
  private long repairedEvents;
  private long eventsOfGaps;
  private long duplicates;
  private long misplaced;
  private long altered;
  private long newPredecessors;
  private long snapshots;
  private long books;

  private record Bounds(String from, String to) {
    boolean contain(String id) {
      return from.compareTo(id) < 0 && id.compareTo(to) < 0;
    }
  }

  OrderContinuity(Simulator halted, String market) {
    this.truth = halted.truth();
    this.market = market;
    published = new OrderTruth(halted, market);
  }

  /** Takes the channel's next record. */
  void accept(FeedRecord record) {
    switch (record.headers().get("event")) {
      case "orderflow:gap" -> gap(record.frame().path("data"));
      case "orderflow:snapshot" -> snapshot(record.frame().path("data"));
      case "orderflow:session" -> {}
      default -> event(record);
    }
  }

  private void event(FeedRecord record) {
    written++;
    if (!record.isStream()) {
      repairedEvents++;
    }
    if (peek().filter(event -> event.frame().equals(record.value())).isEmpty()) {
      String id = record.frame().path("event_id").asText();
      if (id.compareTo(lastWritten) <= 0) {
        repeated(record, id);
        return;
      }
      skipTo(id);
      if (peek().filter(event -> event.eventId().equals(id)).isEmpty()) {
        altered++;
        problem("never published: " + record);
        return;
      }
    }
    OrderEventView event = take();
    compare(event, record);
    lastWritten = event.eventId();
    book.apply(event.eventId(), event.frame());
  }

  private void repeated(FeedRecord record, String id) {
    written--;
    if (missing.remove(id)) {
      misplaced++;
      problem("out of order: " + record);
    } else {
      duplicates++;
      problem("twice: " + record);
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
    ((ObjectNode) found).set("pre_event_id", expected.path("pre_event_id"));
    if (record.isStream() && found.equals(expected)) {
      newPredecessors++;
    } else {
      altered++;
      problem("differs: " + record + "\nfrom " + event.frame());
    }
  }

  private void gap(JsonNode gap) {
    if (gaps.size() < EXAMPLES) {
      gaps.add(gap.toString());
    }
    eventsOfGaps += gap.path("repaired_events").asLong();
    Bounds bounds =
        new Bounds(gap.path("from_event_id").asText(), gap.path("to_event_id").asText());
    if (gap.path("repaired").asBoolean()) {
      repairedGaps++;
    } else {
      unrepaired.add(bounds);
      proveBook();
      book.forget();
      snapshotOwed = true;
    }
  }

  private void snapshot(JsonNode snapshot) {
    if (snapshot.path("part").asInt() == 1) {
      proveBook();
      snapshots++;
      snapshotOwed = false;
    }
    book.read(snapshot);
  }

  private void proveBook() {
    book.knownUntil().flatMap(id -> truth.bookAfter(market, id)).ifPresent(this::prove);
  }

  private void prove(BookView expected) {
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

  private void problem(String text) {
    if (problems.size() < EXAMPLES) {
      problems.add(text);
    }
  }

  /** Whether the last event that the exchange published has been read. */
  boolean isComplete() {
    return lastWritten.equals(published.lastId()) && !snapshotOwed;
  }

  /** The figures, once all has been read. */
  ChannelFigures figures() {
    while (peek().isPresent()) {
      skip();
    }
    if (lastWritten.equals(published.lastId()) && book.knownUntil().isPresent()) {
      prove(truth.book(market));
    }
    if (snapshotOwed) {
      problem("no snapshot followed the last gap");
    }
    // A repair that a restart cut in two is declared by its second half alone.
    if (eventsOfGaps > repairedEvents) {
      problem(repairedEvents + " repaired events, but gaps declare " + eventsOfGaps);
    }
    List<String> undeclared =
        missing.stream()
            .filter(id -> unrepaired.stream().noneMatch(gap -> gap.contain(id)))
            .toList();
    undeclared.stream().limit(EXAMPLES).forEach(id -> problem("lost silently: " + id));
    return new ChannelFigures(
        publishedEvents,
        written,
        repairedGaps,
        repairedEvents,
        unrepaired.size(),
        missing.size() - undeclared.size(),
        0,
        undeclared.size(),
        duplicates,
        0,
        misplaced,
        altered,
        newPredecessors,
        snapshots,
        books,
        gaps,
        problems);
  }
}
