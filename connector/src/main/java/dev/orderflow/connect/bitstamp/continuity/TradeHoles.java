package dev.orderflow.connect.bitstamp.continuity;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where trades are missing behind the proven one: what was declared, and what a list showed only
 * after others had lacked it. Two lists that hold both ends of such a hole and agree close it.
 */
final class TradeHoles {

  private static final int MOST = 32;

  private final List<Hole> holes = new ArrayList<>();

  /**
   * A hole between two trades; the oldest one is let go when there are many.
   *
   * @param fetched trades of it that were fetched already
   */
  void add(Position from, Position to, GapReason reason, int fetched) {
    if (from.tradeId() < to.tradeId()) {
      holes.add(new Hole(from, to, reason, fetched));
    }
    if (holes.size() > MOST) {
      holes.remove(0);
    }
  }

  void clear() {
    holes.clear();
  }

  /** A trade was fetched; whether it lies in a hole. */
  boolean fetched(long id) {
    Optional<Hole> found =
        holes.stream()
            .filter(hole -> hole.from.tradeId() < id && id < hole.to.tradeId())
            .findFirst();
    found.ifPresent(hole -> hole.fetched++);
    return found.isPresent();
  }

  /** The exchange time from which on a list is wanted for the holes that are due, if earlier. */
  long oldestDue(long micros, long now) {
    long oldest = micros;
    for (Hole hole : holes) {
      if (now - hole.nextLookAt >= 0) {
        hole.postpone(now);
        oldest = Math.min(oldest, hole.from.microtimestamp());
      }
    }
    return oldest;
  }

  /**
   * Lets go the holes that a list closes.
   *
   * @param lagNanos for how long a row may be on its way to the list
   * @return whether another list may close more
   */
  boolean close(TradeList list, WrittenTrades written, long lagNanos, Consumer<Hole> closed) {
    boolean more = false;
    for (Iterator<Hole> all = holes.iterator(); all.hasNext(); ) {
      Hole hole = all.next();
      hole.startNotBefore(written.forgotten());
      if (hole.from.tradeId() >= hole.to.tradeId()) {
        // What was written in it is not known any more: it stays declared.
        all.remove();
        continue;
      }
      if (!hole.isShownBy(list, written)) {
        continue;
      }
      if (hole.isConfirmedBy(list, lagNanos)) {
        closed.accept(hole);
        all.remove();
      } else {
        hole.nextLookAt = list.takenAt() + lagNanos;
        more = true;
      }
    }
    return more;
  }

  /** One of them, both ends exclusive. */
  static final class Hole {

    private static final long LONGEST_PAUSE_NANOS = Duration.ofHours(1).toNanos();

    private Position from;
    private final Position to;
    private final GapReason reason;
    private long fetched;
    private Optional<TradeList> seen = Optional.empty();
    private long nextLookAt = Long.MIN_VALUE / 2;
    private long pauseNanos = Duration.ofSeconds(15).toNanos();

    private Hole(Position from, Position to, GapReason reason, int fetched) {
      this.from = from;
      this.to = to;
      this.reason = reason;
      this.fetched = fetched;
    }

    Position from() {
      return from;
    }

    Position to() {
      return to;
    }

    GapReason reason() {
      return reason;
    }

    /** Trades of it that were fetched. */
    long fetched() {
      return fetched;
    }

    private void postpone(long now) {
      nextLookAt = now + pauseNanos;
      pauseNanos = Math.min(LONGEST_PAUSE_NANOS, pauseNanos * 2);
    }

    /** Of what was forgotten it cannot be told any more whether it is missing. */
    private void startNotBefore(Position forgotten) {
      from = forgotten.tradeId() > from.tradeId() ? forgotten : from;
    }

    /** Whether the list holds both ends and the same trades as are written. */
    private boolean isShownBy(TradeList list, WrittenTrades written) {
      return list.spans(from, to)
          && list.between(from.tradeId(), to.tradeId())
              .equals(written.between(from.tradeId(), to.tradeId()));
    }

    private boolean isConfirmedBy(TradeList list, long lagNanos) {
      NavigableSet<Long> shown = list.between(from.tradeId(), to.tradeId());
      boolean alike =
          seen.filter(earlier -> earlier.between(from.tradeId(), to.tradeId()).equals(shown))
              .isPresent();
      if (!alike) {
        seen = Optional.of(list);
      }
      return alike && list.isAnother(seen.get(), lagNanos);
    }
  }
}
