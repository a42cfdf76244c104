package dev.orderflow.integration.continuity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.exchange.BookView;
import dev.orderflow.simulator.exchange.ChannelKind;
import dev.orderflow.simulator.exchange.Frame;
import dev.orderflow.simulator.server.Truth;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A book channel: every frame byte for byte, once and in order, or inside a declared gap; and the
 * books that they tell, level for level, with the matching engine's.
 *
 * <p>A frame that a session lost while it went on leaves no trace on these channels. Which those
 * are, the exchange itself tells; they are counted apart.
 */
final class BookContinuity extends ChannelContinuity<Long> {

  /** The engine's book is costly to ask for. */
  private static final int COMPARED_EVERY = 10;

  private final Truth truth;
  private final String market;
  private final boolean differences;
  private final NavigableMap<Long, String> published = new TreeMap<>();
  private final ChannelDeliveries deliveries;
  private final ReplayedLevels book = new ReplayedLevels();
  private final NavigableSet<Long> written = new TreeSet<>();

  /** Sessions that have brought a frame. */
  private final Set<Long> sessions = new HashSet<>();

  private OptionalLong first = OptionalLong.empty();
  private OptionalLong gapEnd = OptionalLong.empty();
  private long newest;

  BookContinuity(Simulator halted, String market, ChannelKind kind, ChannelDeliveries.Lives lives) {
    truth = halted.truth();
    this.market = market;
    differences = kind == ChannelKind.DIFF_ORDER_BOOK;
    for (Frame frame : truth.bookFrames(market, kind)) {
      published.put(frame.microtimestamp(), frame.json());
    }
    deliveries = ChannelDeliveries.of(truth, kind.prefix() + market, lives);
  }

  @Override
  void event(FeedRecord record) {
    JsonNode data = record.frame().path("data");
    long time = data.path("microtimestamp").asLong();
    if (!record.value().equals(published.get(time))) {
      altered("never published", record);
      return;
    }
    if (!written.add(time)) {
      duplicate(record);
      return;
    }
    if (gapEnd.isPresent() && gapEnd.getAsLong() != time) {
      problem("a gap ends at " + gapEnd.getAsLong() + ", but this follows: " + record);
    }
    gapEnd = OptionalLong.empty();
    sessions.add(record.session());
    if (time < newest) {
      late(record, time);
      return;
    }
    if (first.isPresent() && !published.subMap(newest, false, time, false).isEmpty()) {
      // Where no gap says so, a reader goes on with a wrong book; here it is not compared.
      book.forget();
    }
    first = OptionalLong.of(first.orElse(time));
    newest = time;
    if (!differences) {
      book.replace(data);
    } else {
      book.apply(data);
    }
    if (written.size() % COMPARED_EVERY == 0) {
      compareBook();
    }
  }

  private void late(FeedRecord record, long time) {
    if (deliveries.isLate(time, newest)) {
      first = OptionalLong.of(Math.min(first.orElse(time), time));
      sentLate++;
      book.forget();
      snapshotOwed = differences;
    } else {
      misplaced(record);
    }
  }

  @Override
  Bounds<Long> boundsOf(JsonNode data, String end) {
    return new Bounds<>(
        data.path("from_microtimestamp").asLong(), data.path(end + "_microtimestamp").asLong());
  }

  /** Frames of a book have no chain and no list: nothing proves them. */
  @Override
  Collection<Long> absent(Bounds<Long> proven) {
    return List.of(proven.to());
  }

  @Override
  void repaired(JsonNode gap, Bounds<Long> bounds) {
    problem("a book channel has no history to repair it from: " + gap);
  }

  @Override
  void declared(FeedRecord record, Bounds<Long> bounds) {
    if (first.isPresent() && bounds.from() != newest) {
      problem("a gap that is not where it says, behind " + newest + ": " + record);
    }
    if (sessions.contains(record.session())) {
      problem("a gap inside a session that went on: " + record);
    }
    gapEnd = OptionalLong.of(bounds.to());
    compareBook();
    book.forget();
    snapshotOwed = differences;
  }

  @Override
  void snapshot(JsonNode snapshot) {
    if (snapshot.path("part").asInt() == 1) {
      compareBook();
      snapshots++;
      snapshotOwed = false;
    }
    if (book.read(snapshot)) {
      compareBook();
    }
  }

  private void compareBook() {
    book.knownAt().flatMap(time -> truth.bookAt(market, time)).ifPresent(this::compareBook);
  }

  private void compareBook(BookView expected) {
    Optional<String> difference = book.differenceFrom(expected);
    difference.ifPresent(text -> problem("the book at " + newest + " " + text));
    books += difference.isEmpty() ? 1 : 0;
  }

  @Override
  boolean isComplete() {
    return (published.isEmpty() || newest == published.lastKey()) && !snapshotOwed;
  }

  @Override
  void finish() {
    compareBook();
  }

  /** The frames from the first one that must be there: nothing is known of the time before. */
  private NavigableMap<Long, String> due() {
    long start = first.isPresent() ? deliveries.firstWith(first.getAsLong()) : Long.MAX_VALUE;
    return published.tailMap(start, true);
  }

  @Override
  long published() {
    return due().size();
  }

  @Override
  long written() {
    return written.size();
  }

  @Override
  Collection<Long> missing() {
    return due().keySet().stream().filter(time -> !written.contains(time)).toList();
  }

  @Override
  boolean isUndetectable(Long missing) {
    return deliveries.isUndetectable(missing, published.tailMap(missing, false).keySet());
  }

  @Override
  String describe(Long missing) {
    return String.format(
        "%d between %d and %d, %s",
        missing, written.floor(missing), written.ceiling(missing), deliveries.of(missing));
  }
}
