package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.HttpReply;
import dev.orderflow.connect.bitstamp.exchange.HttpRequest;
import dev.orderflow.connect.bitstamp.exchange.Lane;
import dev.orderflow.connect.bitstamp.exchange.TradeRow;
import dev.orderflow.connect.bitstamp.exchange.TradeWindow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares the trades written with the exchange's list: the one place where that is done.
 *
 * <ul>
 *   <li>The ledger: every trade up to {@link #proven} is written or declared; of later ones it is
 *       known which have been written. Source offsets carry both.
 *   <li>A list that reaches back to the proven trade shows what is missing behind it, up to its
 *       newest row. It may still get older rows later; so what two lists show that were asked for
 *       longer apart than the largest lag seen becomes the proven trade.
 *   <li>A list that does not reach is asked for again with a longer window. Where the longest does
 *       not reach either, what lies before its oldest row is declared missing, and closed after all
 *       when a later list reaches.
 *   <li>Trades whose ids are not known any more are compared by number.
 * </ul>
 */
final class TradeReconciler {

  private static final long SECOND = 1_000_000;

  /** Two lists that far apart do not err in the same way, unless a larger lag was seen. */
  private static final long SETTLE_NANOS = Duration.ofSeconds(2).toNanos();

  private static final long LONGEST_SETTLE_NANOS = Duration.ofSeconds(20).toNanos();
  private static final int MOST_KNOWN = 20_000;
  private static final int MANY_UNPROVEN = AuditedTrades.MOST_IDS / 2;
  private static final int MOST_HOLES = 32;

  /** Looks for trades of an earlier task before less of them than it wrote are accepted. */
  private static final int MOST_LOOKS = 4;

  /** Where fetched trades go. */
  interface Stream {

    /** Whether a trade is held back and will be written. */
    boolean isHeld(long id);

    /** The first trade held back until what belongs before it is known; empty when none is. */
    OptionalLong firstHeld();

    /** The newest trade written. */
    Position newest();

    /** The id of the newest trade that came, written or held back. */
    long newestHeard();

    /** Writes a fetched trade; it is told as written. */
    void write(TradeRow row);

    /** Writes what is held before a trade. */
    void writeHeldBefore(long id);

    /** Over which session the last trade came. */
    long session();

    /** What would have broken the stream if something is missing now. */
    GapReason reason();
  }

  private final Channel channel;
  private final ContinuitySettings settings;
  private final GapWriter gaps;
  private final Stream stream;
  private final Inquiry inquiry;

  private Optional<Position> proven;
  private final NavigableMap<Long, Long> known = new TreeMap<>();

  /** The times of the newest trades written by this task, proven ones too. */
  private final NavigableMap<Long, Long> recent = new TreeMap<>();

  private long uncounted;
  private long uncountedUpTo = Position.NONE;
  private int looks;

  private TradeWindow window = TradeWindow.MINUTE;
  private boolean escalating;
  private long newestWhenAsked = Position.NONE;
  private long exchangeMicros = Position.NONE;
  private long nextAt;
  private boolean urgent;
  private long settleNanos = SETTLE_NANOS;
  private final NavigableMap<Long, Long> streamedAt = new TreeMap<>();

  private Optional<TradeRow> candidate = Optional.empty();
  private long candidateAt;
  private final NavigableSet<Long> listedBefore = new TreeSet<>();
  private final NavigableMap<Long, Awaited> awaited = new TreeMap<>();
  private OptionalLong unreachedSince = OptionalLong.empty();
  private final List<Repair> repairs = new ArrayList<>();
  private final List<Hole> holes = new ArrayList<>();
  private long ignoredBefore = Long.MIN_VALUE;

  TradeReconciler(
      Channel channel,
      Position last,
      ContinuitySettings settings,
      GapWriter gaps,
      Stream stream,
      Inquiry inquiry,
      long now) {
    this.channel = channel;
    this.settings = settings;
    this.gaps = gaps;
    this.stream = stream;
    this.inquiry = inquiry;
    proven =
        last.tradeId() == Position.NONE
            ? Optional.empty()
            : Optional.of(
                last.audited()
                    .map(mark -> new Position("", mark.tradeId(), mark.microtimestamp()))
                    .orElse(new Position("", last.tradeId(), last.microtimestamp())));
    last.audited().ifPresent(mark -> inherit(mark, last));
    nextAt = now + settings.tradeAuditInterval().toNanos();
    exchangeMicros = last.microtimestamp();
  }

  private void inherit(AuditedTrades mark, Position last) {
    List<Long> ids = mark.ids();
    // None of them is older, which is all that is known of their times.
    ids.forEach(id -> known.put(id, mark.microtimestamp()));
    uncounted = Math.max(0, mark.writtenSince() - ids.size());
    uncountedUpTo = ids.isEmpty() ? last.tradeId() : ids.get(0) - 1;
    if (uncountedUpTo <= mark.tradeId()) {
      uncounted = 0;
    }
  }

  /** Every trade up to this one is written or declared; empty before anything is known. */
  Optional<Position> proven() {
    return proven;
  }

  /** Whether a trade was declared missing, and is to be written when it comes after all. */
  boolean isMissed(long id) {
    return holes.stream().anyMatch(hole -> hole.lacks(id));
  }

  /** Whether a trade behind the proven one has been written. */
  boolean isWritten(long id) {
    return known.containsKey(id);
  }

  /** The time of a trade that was written lately, whole seconds; empty when it was not. */
  Optional<Long> second(long id) {
    return Optional.ofNullable(recent.get(id)).map(micros -> micros / SECOND);
  }

  /** A trade has been written. */
  void written(long id, long micros, boolean streamed, long now) {
    recent.put(id, micros);
    if (recent.size() > MOST_KNOWN) {
      recent.pollFirstEntry();
    }
    if (proven.isEmpty()) {
      proven = Optional.of(new Position("", id, micros));
      return;
    }
    if (id <= proven.get().tradeId()) {
      holes.stream().filter(hole -> hole.lacks(id)).forEach(hole -> hole.written.add(id));
      return;
    }
    known.put(id, micros);
    exchangeMicros = Math.max(exchangeMicros, micros);
    if (streamed) {
      streamedAt.put(id, now);
      if (streamedAt.size() > MANY_UNPROVEN) {
        streamedAt.pollFirstEntry();
      }
    }
    if (known.size() > MOST_KNOWN) {
      uncountedUpTo = known.pollFirstEntry().getKey();
      uncounted++;
    }
    if (known.size() == MANY_UNPROVEN) {
      soon(now);
    }
  }

  /** What a later task has to know; empty before anything is known. */
  Optional<AuditedTrades> mark() {
    return proven.map(
        point -> {
          List<Long> newest = new ArrayList<>();
          Iterator<Long> ids = known.descendingKeySet().iterator();
          while (ids.hasNext() && newest.size() < AuditedTrades.MOST_IDS) {
            newest.add(ids.next());
          }
          Collections.reverse(newest);
          return new AuditedTrades(
              point.tradeId(),
              point.microtimestamp(),
              known.size() + uncounted,
              AuditedTrades.encode(newest));
        });
  }

  /** The exchange counts anew from a trade that is about to be written. */
  void restart(long micros) {
    proven = Optional.empty();
    known.clear();
    recent.clear();
    uncounted = 0;
    streamedAt.clear();
    candidate = Optional.empty();
    listedBefore.clear();
    awaited.clear();
    repairs.clear();
    holes.clear();
    unreachedSince = OptionalLong.empty();
    inquiry.forget();
    ignoredBefore = micros / SECOND * SECOND;
  }

  /** A list is wanted at a time, or earlier. */
  void soon(long at) {
    urgent = true;
    nextAt = Math.min(nextAt, at);
  }

  /** What is missing between two trades cannot be fetched: declared, and gone on from there. */
  void declare(Position to, GapReason reason, String detail) {
    Position from = proven.orElseThrow();
    writeAwaited(to.tradeId(), Long.MIN_VALUE / 2);
    NavigableSet<Long> written = new TreeSet<>(known.headMap(to.tradeId(), false).keySet());
    gaps.unrepaired(
        from,
        to,
        reason,
        detail,
        stream.session(),
        repairs.stream().mapToLong(repair -> repair.events).sum(),
        OptionalLong.empty(),
        stream.newest());
    repairs.clear();
    // What is known by number alone cannot be told from what is missing.
    Position named = new Position("", namedFrom(), from.microtimestamp());
    if (settings.repairEnabled() && named.tradeId() < to.tradeId()) {
      holes.add(new Hole(named, to, written, reason));
      if (holes.size() > MOST_HOLES) {
        holes.remove(0);
      }
    }
    moveTo(to);
  }

  private void moveTo(Position point) {
    proven = Optional.of(point);
    known.headMap(point.tradeId(), true).clear();
    streamedAt.headMap(point.tradeId(), true).clear();
    if (point.tradeId() >= uncountedUpTo) {
      uncounted = 0;
    }
    listedBefore.headSet(point.tradeId(), true).clear();
    candidate = candidate.filter(row -> row.id() > point.tradeId());
  }

  /** Whether the last list showed everything up to the first trade held back. */
  boolean advance(long now) {
    if (!settings.repairEnabled()) {
      return false;
    }
    Optional<HttpReply> reply = inquiry.take(now);
    boolean shown = false;
    if (reply.isPresent()) {
      if (reply.get() instanceof HttpReply.Trades trades) {
        urgent = false;
        nextAt = now + auditNanos();
        shown = read(TradeList.of(trades, window, ignoredBefore), now);
      } else {
        nextAt = urgent ? inquiry.notBefore() : now + auditNanos();
      }
    }
    if (proven.isPresent()) {
      writeAwaited(Long.MIN_VALUE, now);
    }
    if (inquiry.mayAsk(now) && now - nextAt >= 0 && (urgent || auditNanos() < Long.MAX_VALUE / 4)) {
      ask(now);
    }
    return shown;
  }

  private long auditNanos() {
    return settings.tradeAuditInterval().isZero()
        ? Long.MAX_VALUE / 4
        : settings.tradeAuditInterval().toNanos();
  }

  private void ask(long now) {
    if (!escalating) {
      window = windowSince(oldestWanted(now));
    }
    newestWhenAsked = stream.newestHeard();
    nextAt = now + auditNanos();
    inquiry.ask(
        new HttpRequest.Trades(channel.market(), window),
        stream.firstHeld().isPresent() ? Lane.REPAIR : Lane.AUDIT,
        now);
  }

  /** The proven trade, or that before a hole that is to be looked at again. */
  private long oldestWanted(long now) {
    long oldest = proven.map(Position::microtimestamp).orElse(Position.NONE);
    for (Hole hole : holes) {
      if (now - hole.nextLookAt >= 0) {
        hole.postpone(now);
        oldest = Math.min(oldest, hole.from.microtimestamp());
      }
    }
    return oldest;
  }

  private TradeWindow windowSince(long micros) {
    if (proven.isEmpty()) {
      return TradeWindow.MINUTE;
    }
    if (micros == Position.NONE) {
      return TradeWindow.DAY;
    }
    long back = Math.max(0, exchangeMicros - micros) + 20 * SECOND;
    return TradeWindow.reaching(Duration.ofNanos(back * 1_000));
  }

  private boolean read(TradeList list, long now) {
    list.exchangeMicros().ifPresent(at -> exchangeMicros = Math.max(exchangeMicros, at));
    list.newest().ifPresent(row -> exchangeMicros = Math.max(exchangeMicros, row.microtimestamp()));
    if (proven.isEmpty()) {
      begin(list, now);
      return false;
    }
    measureLag(list, now);
    closeHoles(list, now);
    if (!list.reaches(proven.get())) {
      return readUnreaching(list, now);
    }
    escalating = false;
    unreachedSince = OptionalLong.empty();
    compareByNumber(list, now);
    return uncounted == 0 && readReaching(list, now);
  }

  /** Behind this trade it is known of each one whether it was written. */
  private long namedFrom() {
    long point = proven.orElseThrow().tradeId();
    return uncounted > 0 ? Math.max(point, uncountedUpTo) : point;
  }

  /** Before anything was heard: the newest trade of the list is what comes before the first. */
  private void begin(TradeList list, long now) {
    list.newest().ifPresent(row -> proven = Optional.of(TradeList.position(row)));
    escalating = proven.isEmpty() && window != TradeWindow.DAY;
    if (escalating) {
      window = TradeWindow.values()[window.ordinal() + 1];
      soon(now);
    }
  }

  /** How long a streamed trade took to be listed bounds how long others may take. */
  private void measureLag(TradeList list, long now) {
    for (Map.Entry<Long, Long> streamed : streamedAt.entrySet()) {
      long age = inquiry.askedAt() - streamed.getValue();
      if (age > 0 && !list.rows().containsKey(streamed.getKey())) {
        settleNanos = Math.min(LONGEST_SETTLE_NANOS, Math.max(settleNanos, 2 * age));
      }
    }
    list.rows().keySet().forEach(streamedAt::remove);
  }

  private boolean readUnreaching(TradeList list, long now) {
    writeListed(list, Long.MIN_VALUE, now);
    if (window != TradeWindow.DAY) {
      escalating = true;
      window = TradeWindow.values()[window.ordinal() + 1];
      soon(now);
      return false;
    }
    escalating = false;
    if (list.rows().isEmpty()) {
      return false;
    }
    if (unreachedSince.isEmpty()) {
      unreachedSince = OptionalLong.of(now);
    }
    if (now - unreachedSince.getAsLong() < settleNanos) {
      window = TradeWindow.DAY;
      escalating = true;
      soon(now + settleNanos);
      return false;
    }
    unreachedSince = OptionalLong.empty();
    TradeRow oldest = list.rows().firstEntry().getValue();
    GapReason reason = stream.reason();
    stream.writeHeldBefore(oldest.id());
    boolean written = isWritten(oldest.id()) || stream.isHeld(oldest.id());
    declare(TradeList.position(oldest), reason, "the exchange's list does not reach back so far");
    if (!written) {
      stream.write(oldest);
    }
    return readReaching(list, now);
  }

  private boolean readReaching(TradeList list, long now) {
    OptionalLong held = stream.firstHeld();
    boolean shows = held.isPresent() && list.rows().ceilingKey(held.getAsLong()) != null;
    boolean more = writeListed(list, shows ? held.getAsLong() : Long.MIN_VALUE, now);
    agree(list, isSettled(list), now);
    if (more || !repairs.isEmpty() || held.isPresent() && !shows) {
      soon(now + (held.isPresent() && !shows ? settings.retryInterval().toNanos() : settleNanos));
    }
    return shows;
  }

  private boolean isSettled(TradeList list) {
    return candidate.isPresent() && isAnother(list, candidate.get().id(), candidateAt);
  }

  /**
   * Whether a list that shows the same as an earlier one is evidence of its own: without a newer
   * row it may be the same one, from a cache, and must have been asked for much later.
   */
  private boolean isAnother(TradeList list, long newestThen, long then) {
    boolean newer = list.rows().higherKey(newestThen) != null;
    return inquiry.askedAt() - then >= (newer ? settleNanos : LONGEST_SETTLE_NANOS);
  }

  /**
   * Writes what the list has and the stream lacks: what is older than the newest trade heard when
   * the list was asked for, or than the one given. The rest is awaited for a while.
   *
   * @return whether the list has more, which may be on its way
   */
  private boolean writeListed(TradeList list, long before, long now) {
    GapReason reason = stream.reason();
    boolean more = false;
    for (TradeRow row : list.rows().tailMap(namedFrom(), false).values()) {
      if (isWritten(row.id()) || stream.isHeld(row.id())) {
        continue;
      }
      if (row.id() < Math.max(newestWhenAsked, before)) {
        writeMissing(row, reason);
      } else {
        more = true;
        awaited.putIfAbsent(row.id(), new Awaited(row, now));
      }
    }
    return more;
  }

  /** Writes what was listed for long enough and has not come, or lies before a trade. */
  private void writeAwaited(long before, long now) {
    while (!awaited.isEmpty()) {
      Awaited first = awaited.firstEntry().getValue();
      long id = first.row.id();
      boolean known = isWritten(id) || stream.isHeld(id) || id <= proven.orElseThrow().tradeId();
      if (!known && id >= before && now - first.since < settleNanos) {
        return;
      }
      awaited.pollFirstEntry();
      if (!known) {
        writeMissing(first.row, stream.reason());
      }
    }
  }

  private void writeMissing(TradeRow row, GapReason reason) {
    if (isWritten(row.id())) {
      return;
    }
    stream.writeHeldBefore(row.id());
    Position before =
        Optional.ofNullable(known.lowerEntry(row.id()))
            .map(entry -> new Position("", entry.getKey(), entry.getValue()))
            .orElseGet(proven::orElseThrow);
    stream.write(row);
    Optional<Repair> running = repairs.stream().filter(r -> r.reason == reason).findFirst();
    if (running.isEmpty()) {
      repairs.add(new Repair(reason, before, row));
    } else {
      running.get().extend(before, row);
    }
  }

  /** What two lists show that are far enough apart is proven. */
  private void agree(TradeList list, boolean settled, long now) {
    NavigableMap<Long, TradeRow> rows = list.rows().tailMap(proven.get().tradeId(), false);
    if (settled) {
      TradeRow until = candidate.get();
      NavigableSet<Long> listed = rows.headMap(until.id(), true).navigableKeySet();
      if (listed.equals(listedBefore.headSet(until.id(), true)) && isWrittenUpTo(until, listed)) {
        prove(until);
      }
      candidate = Optional.empty();
    }
    if (candidate.isEmpty() && !list.rows().isEmpty()) {
      candidate = list.newest().filter(row -> row.id() > proven.get().tradeId());
      candidateAt = now;
      listedBefore.clear();
      listedBefore.addAll(list.rows().tailMap(proven.get().tradeId(), false).keySet());
    }
  }

  /** Nothing of the list is only held back, and nothing was written that it lacks. */
  private boolean isWrittenUpTo(TradeRow until, NavigableSet<Long> listed) {
    return known.keySet().containsAll(listed)
        && listed.containsAll(known.headMap(until.id(), true).keySet());
  }

  private void prove(TradeRow until) {
    Position point =
        new Position("", until.id(), known.getOrDefault(until.id(), until.microtimestamp()));
    List<Repair> done = repairs.stream().filter(repair -> repair.last <= until.id()).toList();
    done.forEach(
        repair ->
            gaps.repaired(
                repair.from,
                Optional.ofNullable(known.higherEntry(repair.last))
                    .filter(next -> next.getKey() <= until.id())
                    .map(next -> new Position("", next.getKey(), next.getValue()))
                    .orElse(point),
                repair.reason,
                stream.session(),
                repair.events,
                stream.newest()));
    repairs.removeAll(done);
    moveTo(point);
  }

  /** Of trades whose ids are not known any more it is known how many were written. */
  private void compareByNumber(TradeList list, long now) {
    if (uncounted == 0) {
      return;
    }
    List<TradeRow> listed =
        new ArrayList<>(
            list.rows().subMap(proven.get().tradeId(), false, uncountedUpTo, true).values());
    looks++;
    if (listed.size() < uncounted && looks < MOST_LOOKS) {
      soon(now + settleNanos);
      return;
    }
    if (listed.size() > uncounted) {
      Position to =
          Optional.ofNullable(list.rows().higherEntry(uncountedUpTo))
              .map(entry -> TradeList.position(entry.getValue()))
              .orElseGet(stream::newest);
      gaps.unrepaired(
          proven.get(),
          to,
          GapReason.AUDIT,
          "too many were written since the last comparison to name them",
          stream.session(),
          0,
          OptionalLong.of(listed.size() - uncounted),
          stream.newest());
    }
    if (!listed.isEmpty()) {
      moveTo(TradeList.position(listed.get(listed.size() - 1)));
    }
    uncounted = 0;
    looks = 0;
  }

  private void closeHoles(TradeList list, long now) {
    for (Iterator<Hole> all = holes.iterator(); all.hasNext(); ) {
      Hole hole = all.next();
      NavigableMap<Long, TradeRow> rows =
          list.rows().subMap(hole.from.tradeId(), false, hole.to.tradeId(), false);
      for (TradeRow row : rows.values()) {
        if (hole.lacks(row.id())) {
          stream.write(row);
          hole.fetched++;
        }
      }
      if (list.rows().isEmpty() || list.rows().firstKey() > hole.from.tradeId()) {
        continue;
      }
      boolean alike = hole.seen.filter(seen -> seen.equals(rows.keySet())).isPresent();
      if (alike && isAnother(list, hole.newestThen, hole.seenAt)) {
        gaps.repaired(
            hole.from, hole.to, hole.reason, stream.session(), hole.fetched, stream.newest());
        all.remove();
        continue;
      }
      if (!alike) {
        hole.seen = Optional.of(new TreeSet<>(rows.keySet()));
        hole.seenAt = now;
        hole.newestThen = list.rows().lastKey();
      }
      hole.nextLookAt = now + settleNanos;
      soon(now + settleNanos);
    }
  }

  /** A listed trade that the stream may yet bring. */
  private record Awaited(TradeRow row, long since) {}

  /** Fetched trades of which it is not proven yet that they are all that was missing. */
  private static final class Repair {

    private final GapReason reason;
    private Position from;
    private long last;
    private long events = 1;

    Repair(GapReason reason, Position from, TradeRow row) {
      this.reason = reason;
      this.from = from;
      last = row.id();
    }

    void extend(Position before, TradeRow row) {
      from = before.tradeId() < from.tradeId() ? before : from;
      last = Math.max(last, row.id());
      events++;
    }
  }

  /** What was declared missing, and may yet be found. */
  private static final class Hole {

    private static final long LONGEST_NANOS = Duration.ofHours(1).toNanos();

    private final Position from;
    private final Position to;
    private final NavigableSet<Long> written;
    private final GapReason reason;
    private long fetched;
    private Optional<NavigableSet<Long>> seen = Optional.empty();
    private long seenAt;
    private long newestThen;
    private long nextLookAt = Long.MIN_VALUE / 2;
    private long pauseNanos = Duration.ofSeconds(15).toNanos();

    Hole(Position from, Position to, NavigableSet<Long> written, GapReason reason) {
      this.from = from;
      this.to = to;
      this.written = written;
      this.reason = reason;
    }

    boolean lacks(long id) {
      return id > from.tradeId() && id < to.tradeId() && !written.contains(id);
    }

    void postpone(long now) {
      nextLookAt = now + pauseNanos;
      pauseNanos = Math.min(LONGEST_NANOS, pauseNanos * 2);
    }
  }
}
