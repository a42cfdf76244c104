package dev.orderflow.integration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.Truth;
import dev.orderflow.simulator.venue.BookFrameView;
import dev.orderflow.simulator.venue.BookView;
import dev.orderflow.simulator.venue.ChannelKind;
import java.util.ArrayList;
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
 * Compares the records of a book channel with what the halted exchange published: every frame byte
 * for byte, once and in order, or inside a declared gap; and the books that they tell, level for
 * level, with the matching engine's.
 *
 * <p>A frame that a session lost while it went on leaves no trace on these channels. Which those
 * are, the exchange itself tells; they are counted apart.
 */
final class BookContinuity {

  private static final int EXAMPLES = 5;

  /** The engine's book is costly to ask for. */
  private static final int COMPARED_EVERY = 10;

  private final Truth truth;
  private final String market;
  private final boolean differences;
  private final NavigableMap<Long, String> published = new TreeMap<>();
  private final ChannelDeliveries deliveries;
  private final ReplayedLevels book = new ReplayedLevels();
  private final NavigableSet<Long> written = new TreeSet<>();
  private final List<Bounds> unrepaired = new ArrayList<>();

  /** Sessions that have brought a frame. */
  private final Set<Long> sessions = new HashSet<>();

  private final List<String> gaps = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private OptionalLong first = OptionalLong.empty();
  private OptionalLong gapEnd = OptionalLong.empty();
  private long newest;
  private boolean snapshotOwed;
  private long duplicates;
  private long sentLate;
  private long misplaced;
  private long altered;
  private long snapshots;
  private long books;

  private record Bounds(long from, long to) {
    boolean contain(long time) {
      return from < time && time < to;
    }
  }

  BookContinuity(Simulator halted, String market, ChannelKind kind, ChannelDeliveries.Lives lives) {
    truth = halted.truth();
    this.market = market;
    differences = kind == ChannelKind.DIFF_ORDER_BOOK;
    for (BookFrameView frame : truth.bookFrames(market, kind)) {
      published.put(frame.microtimestamp(), frame.frame());
    }
    deliveries = ChannelDeliveries.of(truth, kind.prefix() + market, lives);
  }

  /** Takes the channel's next record. */
  void accept(FeedRecord record) {
    switch (record.headers().get("event")) {
      case "orderflow:gap" -> gap(record, record.frame().path("data"));
      case "orderflow:snapshot" -> snapshot(record.frame().path("data"));
      case "orderflow:session" -> {}
      default -> frame(record);
    }
  }

  private void frame(FeedRecord record) {
    JsonNode data = record.frame().path("data");
    long time = data.path("microtimestamp").asLong();
    if (!record.value().equals(published.get(time))) {
      altered++;
      problem("never published: " + record);
      return;
    }
    if (!written.add(time)) {
      duplicates++;
      problem("twice: " + record);
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
      prove();
    }
  }

  private void late(FeedRecord record, long time) {
    if (deliveries.isLate(time, newest)) {
      first = OptionalLong.of(Math.min(first.orElse(time), time));
      sentLate++;
      book.forget();
      snapshotOwed = differences;
    } else {
      misplaced++;
      problem("out of order: " + record);
    }
  }

  private void gap(FeedRecord record, JsonNode gap) {
    if (gaps.size() < EXAMPLES) {
      gaps.add(gap.toString());
    }
    Bounds bounds =
        new Bounds(
            gap.path("from_microtimestamp").asLong(), gap.path("to_microtimestamp").asLong());
    if (gap.path("repaired").asBoolean() || first.isPresent() && bounds.from() != newest) {
      problem("a gap that is not where it says, behind " + newest + ": " + gap);
    }
    if (sessions.contains(record.session())) {
      problem("a gap inside a session that went on: " + record);
    }
    unrepaired.add(bounds);
    gapEnd = OptionalLong.of(bounds.to());
    prove();
    book.forget();
    snapshotOwed = differences;
  }

  private void snapshot(JsonNode snapshot) {
    if (snapshot.path("part").asInt() == 1) {
      prove();
      snapshots++;
      snapshotOwed = false;
    }
    if (book.read(snapshot)) {
      prove();
    }
  }

  private void prove() {
    book.knownAt().flatMap(time -> truth.bookAt(market, time)).ifPresent(this::compare);
  }

  private void compare(BookView expected) {
    Optional<String> difference = book.differenceFrom(expected);
    difference.ifPresent(text -> problem("the book at " + newest + " " + text));
    books += difference.isEmpty() ? 1 : 0;
  }

  private void problem(String text) {
    if (problems.size() < EXAMPLES) {
      problems.add(text.length() > 2_000 ? text.substring(0, 2_000) + "…" : text);
    }
  }

  /** Whether the last frame that the exchange published has been read. */
  boolean isComplete() {
    return (published.isEmpty() || newest == published.lastKey()) && !snapshotOwed;
  }

  /** The first frame that must be there: nothing is known of the time before. */
  private long start() {
    return first.isPresent() ? deliveries.firstWith(first.getAsLong()) : Long.MAX_VALUE;
  }

  /** The figures, once all has been read. */
  ChannelFigures figures() {
    prove();
    if (snapshotOwed) {
      problem("no snapshot followed the last gap");
    }
    NavigableMap<Long, String> due = published.tailMap(start(), true);
    long declared = 0;
    long undetectable = 0;
    long undeclared = 0;
    for (long time : due.keySet()) {
      if (written.contains(time)) {
        continue;
      }
      if (unrepaired.stream().anyMatch(gap -> gap.contain(time))) {
        declared++;
      } else if (deliveries.isUndetectable(time, published.tailMap(time, false).keySet())) {
        undetectable++;
      } else {
        undeclared++;
        problem(
            "lost silently between "
                + written.floor(time)
                + " and "
                + written.ceiling(time)
                + ": "
                + time
                + ", "
                + deliveries.of(time));
      }
    }
    return new ChannelFigures(
        due.size(),
        written.size(),
        0,
        0,
        unrepaired.size(),
        declared,
        undetectable,
        undeclared,
        duplicates,
        sentLate,
        misplaced,
        altered,
        0,
        snapshots,
        books,
        gaps,
        problems);
  }
}
