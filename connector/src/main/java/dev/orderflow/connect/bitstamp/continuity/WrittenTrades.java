package dev.orderflow.connect.bitstamp.continuity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which trades of a channel are written, and up to which one all are: the ledger that source
 * offsets carry.
 *
 * <p>Of the newest trades the ids are known, proven or not. Older ones are forgotten: of those it
 * is only known how many were written behind the proven one.
 */
final class WrittenTrades {

  private static final int MOST_KNOWN = 20_000;
  private static final long SECOND = 1_000_000;

  /** Microseconds since the epoch, by id. */
  private final NavigableMap<Long, Long> times = new TreeMap<>();

  private Optional<Position> proven = Optional.empty();

  /** The same of the trades before the exchange counted anew. */
  private NavigableMap<Long, Long> earlierCount = new TreeMap<>();

  private final TradeHoles holes = new TradeHoles();

  /** Listed trades up to this one are from before anything was heard. */
  private Position begun;

  private boolean beginning;

  private Position forgotten;
  private long uncounted;
  private long sinceProven;

  /** Up to here the times are not known. */
  private long inherited;

  WrittenTrades(Position last) {
    clear();
    if (last.tradeId() != Position.NONE) {
      beginning = false;
      inherited = last.tradeId();
      forgotten = new Position("", last.tradeId(), last.microtimestamp());
      proven = Optional.of(forgotten);
      last.audited().ifPresent(mark -> inherit(mark, last));
    }
  }

  private void inherit(AuditedTrades mark, Position last) {
    proven = Optional.of(new Position("", mark.tradeId(), mark.microtimestamp()));
    List<Long> ids = mark.ids();
    ids.forEach(id -> times.put(id, last.microtimestamp()));
    uncounted = Math.max(0, mark.writtenSince() - ids.size());
    if (!ids.isEmpty()) {
      forgotten = new Position("", ids.get(0) - 1, mark.microtimestamp());
    }
    if (uncounted == 0 || forgotten.tradeId() <= mark.tradeId()) {
      forgotten = proven.get();
      uncounted = 0;
    }
    sinceProven = ids.size() + uncounted;
    for (OpenHole hole : mark.openHoles()) {
      hole.ids().forEach(id -> times.put(id, hole.to().microtimestamp()));
      holes.add(hole.from(), hole.to(), hole.reason(), hole.fetched());
    }
  }

  /** The exchange counts anew: what was known is of another count, and may come again. */
  void countAnew() {
    earlierCount = new TreeMap<>(times.tailMap(inherited, false));
    clear();
  }

  private void clear() {
    times.clear();
    holes.clear();
    proven = Optional.empty();
    begun = Position.START;
    beginning = true;
    forgotten = Position.START;
    inherited = Position.NONE;
    uncounted = 0;
    sinceProven = 0;
  }

  /** Every trade up to this one is written or declared; empty before anything is known. */
  Optional<Position> proven() {
    return proven;
  }

  /** How many trades behind the proven one are written. */
  long sinceProven() {
    return sinceProven;
  }

  /** How many of those are forgotten. */
  long uncounted() {
    return uncounted;
  }

  /** Of trades up to this one it is not known whether they were written. */
  Position forgotten() {
    return forgotten;
  }

  /** Whether it is not known of a trade if it was written. */
  boolean isForgotten(long id) {
    return id <= forgotten.tradeId() && !contains(id) && !holes.contain(id);
  }

  /** Where trades up to the proven one are missing and may be listed yet. */
  TradeHoles holes() {
    return holes;
  }

  /** Trades between two were declared missing, or are; what is forgotten is not looked for. */
  void addHole(Position from, Position to, GapReason reason, long fetched) {
    holes.add(from.tradeId() < forgotten.tradeId() ? forgotten : from, to, reason, fetched);
  }

  /** Behind this trade it is known of each one whether it was written, and none is proven. */
  long comparableFrom() {
    return Math.max(forgotten.tradeId(), proven.orElseThrow().tradeId());
  }

  boolean contains(long id) {
    return times.containsKey(id);
  }

  boolean containsAll(Collection<Long> ids) {
    return times.keySet().containsAll(ids);
  }

  /** Whether a trade was written before the exchange counted anew; times may be whole seconds. */
  boolean isOfEarlierCount(long id, long micros) {
    Long before = earlierCount.get(id);
    boolean exact = before != null && before % SECOND != 0 && micros % SECOND != 0;
    return before != null && (exact ? before == micros : before / SECOND == micros / SECOND);
  }

  /** Whether a trade that the exchange lists should have been written and was not. */
  boolean lacks(long id) {
    return (id > floor().tradeId() || holes.contain(id)) && !contains(id);
  }

  private Position floor() {
    return begun.tradeId() > forgotten.tradeId() ? begun : forgotten;
  }

  /** The time of a trade that this task wrote, microseconds since the epoch. */
  Optional<Long> time(long id) {
    return id <= inherited ? Optional.empty() : Optional.ofNullable(times.get(id));
  }

  /** The trades known to be written strictly between two. */
  NavigableSet<Long> between(long from, long to) {
    return from < to
        ? times.subMap(from, false, to, false).navigableKeySet()
        : Collections.emptyNavigableSet();
  }

  /** The last trade before one that is written, or proven. */
  Position before(long id) {
    Position bound = proven.filter(point -> point.tradeId() < id).orElseGet(this::floor);
    return Optional.ofNullable(times.lowerEntry(id))
        .filter(entry -> entry.getKey() > bound.tradeId())
        .map(
            entry ->
                entry.getKey() > inherited
                    ? position(entry)
                    : new Position("", entry.getKey(), bound.microtimestamp()))
        .orElse(bound);
  }

  /** The next trade after one that is written. */
  Optional<Position> after(long id) {
    return Optional.ofNullable(times.higherEntry(id)).map(WrittenTrades::position);
  }

  private static Position position(Map.Entry<Long, Long> entry) {
    return new Position("", entry.getKey(), entry.getValue());
  }

  /** A trade has been written. */
  void add(long id, long micros) {
    if (times.putIfAbsent(id, micros) != null) {
      return;
    }
    if (proven.isEmpty() || beginning && id < proven.get().tradeId()) {
      beginAt(new Position("", id, micros));
    } else if (id > proven.get().tradeId()) {
      sinceProven++;
    } else {
      holes.changed();
    }
    if (times.size() > MOST_KNOWN) {
      forget(position(times.pollFirstEntry()));
    }
  }

  /** Of trades up to this one it is not known, or does not matter, whether they were written. */
  void forget(Position oldest) {
    holes.startNotBefore(oldest);
    if (oldest.tradeId() > forgotten.tradeId()) {
      forgotten = oldest;
      uncounted += forgotten.tradeId() > proven.orElseThrow().tradeId() ? 1 : 0;
    }
  }

  /** Nothing was heard before this trade, nor is missed. */
  void beginAt(Position trade) {
    moveTo(trade);
    begun = trade;
    beginning = true;
  }

  /** Every trade up to this one is written or declared, forgotten ones too. */
  void moveTo(Position trade) {
    proven = Optional.of(trade);
    beginning = false;
    uncounted = 0;
    sinceProven = times.tailMap(trade.tradeId(), false).size();
  }

  /** What a later task has to know; empty before anything is known. */
  Optional<AuditedTrades> mark() {
    return proven.map(
        point -> {
          List<Long> newest = new ArrayList<>();
          Iterator<Long> ids = times.tailMap(point.tradeId(), false).descendingKeySet().iterator();
          while (ids.hasNext() && newest.size() < AuditedTrades.MOST_IDS) {
            newest.add(ids.next());
          }
          Collections.reverse(newest);
          return new AuditedTrades(
              point.tradeId(),
              point.microtimestamp(),
              sinceProven,
              AuditedTrades.encode(newest),
              holes.stored(this),
              Position.NONE);
        });
  }
}
