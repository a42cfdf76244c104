package dev.orderflow.integration.continuity;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Compares the records of one channel, one after the other, with what the halted exchange published
 * on it. What a gap record promises is judged here, for every kind of channel: each event between
 * its bounds may be missing, no other may, and what it says was repaired must be there.
 *
 * @param <P> what orders the channel's events: their ids or their times
 */
abstract class ChannelContinuity<P extends Comparable<P>> {

  private static final int EXAMPLES = 5;
  private static final int LONGEST_EXAMPLE = 2_000;

  private final List<Bounds<P>> unrepaired = new ArrayList<>();
  private final List<String> gaps = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private long repairedGaps;
  private long eventsOfGaps;

  long proofs;
  long repairedEvents;
  long duplicates;
  long sentLate;
  long misplaced;
  long altered;
  long newPredecessors;
  long snapshots;
  long books;

  /** Whether a gap was declared behind which a whole book must be written, and has not been yet. */
  boolean snapshotOwed;

  /** The last event before a gap and the first one behind it, neither of which is missing. */
  record Bounds<P extends Comparable<P>>(P from, P to) {

    boolean contain(P position) {
      return from.compareTo(position) < 0 && position.compareTo(to) < 0;
    }
  }

  /** Takes the channel's next record. */
  final void accept(FeedRecord record) {
    switch (record.headers().get("event")) {
      case "orderflow:gap" -> gap(record, record.frame().path("data"));
      case "orderflow:snapshot" -> snapshot(record.frame().path("data"));
      case "orderflow:proof" -> proof(record, record.frame().path("data"));
      case "orderflow:session", "orderflow:fill_without_trade" -> {}
      default -> {
        repairedEvents += record.isStream() ? 0 : 1;
        event(record);
      }
    }
  }

  private void gap(FeedRecord record, JsonNode gap) {
    if (gaps.size() < EXAMPLES) {
      gaps.add(gap.toString());
    }
    eventsOfGaps += gap.path("repaired_events").asLong();
    Bounds<P> bounds = boundsOf(gap, "to");
    if (gap.path("repaired").asBoolean()) {
      repairedGaps++;
      repaired(gap, bounds);
    } else {
      unrepaired.add(bounds);
      declared(record, bounds);
    }
  }

  private void proof(FeedRecord record, JsonNode proof) {
    proofs++;
    Bounds<P> bounds = boundsOf(proof, "until");
    absent(bounds).forEach(event -> problem("proven, and not written: " + event + " in " + proof));
    for (JsonNode written : proof.path("written")) {
      if (written.path("offset").asLong() >= record.offset()) {
        problem("proven by what is still to come: " + proof);
      }
    }
  }

  /** Takes an event of the exchange, however it came. */
  abstract void event(FeedRecord record);

  /** Takes a part of a book. */
  void snapshot(JsonNode snapshot) {
    problem("a snapshot on a channel without: " + snapshot);
  }

  /**
   * The bounds that a record of the connector names; the end's name is {@code to} or {@code until}.
   */
  abstract Bounds<P> boundsOf(JsonNode data, String end);

  /** What was published after one event and up to another, and has not been read. */
  abstract Collection<P> absent(Bounds<P> proven);

  /** Takes a gap of which everything was written. */
  abstract void repaired(JsonNode gap, Bounds<P> bounds);

  /** Takes a gap in which something is missing. */
  abstract void declared(FeedRecord record, Bounds<P> bounds);

  /** Whether the last event that the exchange published has been read, or was declared missing. */
  abstract boolean isComplete();

  /** Compares what is left once all has been read. */
  abstract void finish();

  /** Events that the exchange published from the first one written on. */
  abstract long published();

  /** Events of them that were read, each once. */
  abstract long written();

  /** Those that were not, in order. */
  abstract Collection<P> missing();

  /** Whether no reader of the exchange's connections can know that this was published. */
  boolean isUndetectable(P missing) {
    return false;
  }

  /** A missing event, for people. */
  abstract String describe(P missing);

  final void duplicate(FeedRecord record) {
    duplicates++;
    problem("twice: " + record);
  }

  final void misplaced(Object event) {
    misplaced++;
    problem("out of order: " + event);
  }

  final void altered(String how, FeedRecord record) {
    altered++;
    problem(how + ": " + record);
  }

  final void problem(String text) {
    if (problems.size() < EXAMPLES) {
      problems.add(
          text.length() > LONGEST_EXAMPLE ? text.substring(0, LONGEST_EXAMPLE) + "…" : text);
    }
  }

  final boolean isDeclared(P missing) {
    return unrepaired.stream().anyMatch(gap -> gap.contain(missing));
  }

  /** The figures, once all has been read. */
  final ChannelFigures figures() {
    finish();
    if (snapshotOwed) {
      problem("no snapshot followed the last gap");
    }
    // A repair that a restart cut in two is declared by its second half alone.
    if (eventsOfGaps > repairedEvents) {
      problem(repairedEvents + " repaired events, but gaps declare " + eventsOfGaps);
    }
    long declared = 0;
    long undetectable = 0;
    long undeclared = 0;
    for (P position : missing()) {
      if (isDeclared(position)) {
        declared++;
      } else if (isUndetectable(position)) {
        undetectable++;
      } else {
        undeclared++;
        problem("lost silently: " + describe(position));
      }
    }
    return new ChannelFigures(
        published(),
        written(),
        proofs,
        repairedGaps,
        repairedEvents,
        unrepaired.size(),
        declared,
        undetectable,
        undeclared,
        duplicates,
        sentLate,
        misplaced,
        altered,
        newPredecessors,
        snapshots,
        books,
        gaps,
        problems);
  }
}
