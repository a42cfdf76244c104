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

  /** So many of them, and of the trades written in them, are told to a later task. */
  private static final int MOST_STORED = 8;

  private static final int MOST_STORED_IDS = AuditedTrades.MOST_IDS;

  private final List<Hole> holes = new ArrayList<>();

  /** What a later task is told; empty when that has changed. */
  private Optional<String> stored = Optional.empty();

  /**
   * A hole between two trades; the oldest one is let go when there are many.
   *
   * @param fetched trades of it that were fetched already
   */
  void add(Position from, Position to, GapReason reason, long fetched) {
    changed();
    if (from.tradeId() < to.tradeId()) {
      holes.add(new Hole(from, to, reason, fetched));
    }
    if (holes.size() > MOST) {
      holes.remove(0);
    }
  }

  void clear() {
    changed();
    holes.clear();
  }

  /** Something was written between the ends of one, or will be looked for no more. */
  void changed() {
    stored = Optional.empty();
  }

  /** Whether a trade lies in one. */
  boolean contain(long id) {
    return find(id).isPresent();
  }

  private Optional<Hole> find(long id) {
    return holes.stream()
        .filter(hole -> hole.from.tradeId() < id && id < hole.to.tradeId())
        .findFirst();
  }

  /** Of what was forgotten it cannot be told any more whether it is missing: it stays declared. */
  void startNotBefore(Position forgotten) {
    changed();
    holes.forEach(
        hole -> hole.from = forgotten.tradeId() > hole.from.tradeId() ? forgotten : hole.from);
    holes.removeIf(hole -> hole.from.tradeId() >= hole.to.tradeId());
  }

  /** What lies strictly between these trades stays declared; beside it is looked for further. */
  void leaveOut(Position from, Position to) {
    for (Hole hole : List.copyOf(holes)) {
      boolean reaches = !to.isStarted() || hole.from.tradeId() < to.tradeId();
      if (reaches && from.tradeId() < hole.to.tradeId()) {
        holes.remove(hole);
        if (from.tradeId() > hole.from.tradeId()) {
          add(hole.from, from, hole.reason, hole.fetched);
        }
        if (to.isStarted() && to.tradeId() > hole.from.tradeId()) {
          add(to, hole.to, hole.reason, 0);
        }
        changed();
      }
    }
  }

  /** No list reaches back to before that time. */
  void endNotBefore(long micros) {
    if (holes.removeIf(hole -> hole.to.microtimestamp() < micros)) {
      changed();
    }
  }

  /** The newest of them, for a later task. */
  String stored(WrittenTrades written) {
    if (stored.isEmpty()) {
      List<OpenHole> newest = new ArrayList<>();
      int room = MOST_STORED_IDS;
      for (int i = holes.size() - 1; i >= 0 && newest.size() < MOST_STORED && room > 0; i--) {
        OpenHole hole = holes.get(i).open(written, room);
        room -= hole.ids().size();
        newest.add(0, hole);
      }
      stored = Optional.of(OpenHole.encode(newest));
    }
    return stored.get();
  }

  /** A trade was fetched; whether it lies in a hole. */
  boolean fetched(long id) {
    Optional<Hole> found = find(id);
    changed();
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
      if (!hole.isShownBy(list, written)) {
        continue;
      }
      if (hole.isConfirmedBy(list, lagNanos)) {
        all.remove();
        changed();
        closed.accept(hole);
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

    private Hole(Position from, Position to, GapReason reason, long fetched) {
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

    /** The last part of it in which no more than so many trades are written. */
    private OpenHole open(WrittenTrades written, int most) {
      List<Long> ids = new ArrayList<>(written.between(from.tradeId(), to.tradeId()));
      int left = Math.max(0, ids.size() - most);
      Position start =
          left == 0 ? from : new Position("", ids.get(left - 1), from.microtimestamp());
      return new OpenHole(start, to, reason, fetched, ids.subList(left, ids.size()));
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
