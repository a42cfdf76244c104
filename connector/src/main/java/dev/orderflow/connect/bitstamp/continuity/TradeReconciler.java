package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.HttpReply;
import dev.orderflow.connect.bitstamp.exchange.HttpRequest;
import dev.orderflow.connect.bitstamp.exchange.Lane;
import dev.orderflow.connect.bitstamp.exchange.TradeRow;
import dev.orderflow.connect.bitstamp.exchange.TradeWindow;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * Compares the trades written with the exchange's list: the one place where that is done.
 *
 * <ul>
 *   <li>A list that reaches back to the proven trade of {@link WrittenTrades} shows what is missing
 *       behind it, up to its newest row. It may still get older rows later; so what two lists show
 *       that were asked for longer apart than the largest lag seen becomes the proven trade. A list
 *       that lacks what the stream brought proves nothing.
 *   <li>Whatever a list has and was not written is written, before the proven trade too.
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
  private static final int MANY_UNPROVEN = AuditedTrades.MOST_IDS / 2;

  /** So many lists are looked at before it is accepted that they lack what was written. */
  private static final int MOST_LOOKS = 4;

  /** Where fetched trades go. */
  interface Stream {

    /** Whether a trade is held back and will be written. */
    boolean isHeld(long id);

    /** The first trade of which it is not known what belongs before it; empty when none is. */
    OptionalLong firstAfterOutage();

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

    /** A list has been read. */
    void listed(TradeList list);

    /** What would have broken the stream if something is missing now. */
    GapReason reason();
  }

  private final Channel channel;
  private final ContinuitySettings settings;
  private final GapWriter gaps;
  private final Stream stream;
  private final Inquiry inquiry;
  private final WrittenTrades written;

  private TradeWindow window = TradeWindow.MINUTE;
  private boolean escalating;
  private long newestWhenAsked = Position.NONE;
  private long exchangeMicros;
  private long ignoredBefore = Long.MIN_VALUE;

  /** Whether an earlier task may have left something that is too old to be repaired. */
  private boolean inherited;

  private long nextAt;
  private boolean urgent;

  /** Whether the next list is to be followed by another one, whatever it shows. */
  private boolean confirm;

  private long settleNanos = SETTLE_NANOS;
  private final NavigableMap<Long, Long> streamedAt = new TreeMap<>();

  /** The list that a later one has to confirm. */
  private Optional<TradeList> candidate = Optional.empty();

  /** The list whose number of trades a later one has to confirm. */
  private Optional<TradeList> counting = Optional.empty();

  /** Lists that lacked trades which were written, since the last proof. */
  private int incompleteLists;

  private OptionalLong unreachedSince = OptionalLong.empty();
  private final NavigableMap<Long, Awaited> awaited = new TreeMap<>();

  /** Fetched trades of which it is not proven yet that they are all that was missing. */
  private final Map<GapReason, NavigableSet<Long>> repairs = new EnumMap<>(GapReason.class);

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
    written = new WrittenTrades(last);
    inherited = written.proven().isPresent();
    nextAt = now + settings.tradeAuditInterval().toNanos();
    exchangeMicros = last.microtimestamp();
  }

  /** What is known to be written. */
  WrittenTrades written() {
    return written;
  }

  /** After what trades are written of which it is not known whether others lie between. */
  Optional<Position> unprovenFrom() {
    return settings.repairEnabled() && written.sinceProven() > 0
        ? written.proven()
        : Optional.empty();
  }

  private Position proven() {
    return written.proven().orElseThrow();
  }

  /** A trade has been written. */
  void written(long id, long micros, boolean streamed, long now) {
    long before = written.sinceProven();
    written.add(id, micros);
    exchangeMicros = Math.max(exchangeMicros, micros);
    if (streamed && id > proven().tradeId()) {
      streamedAt.put(id, now);
      if (streamedAt.size() > MANY_UNPROVEN) {
        streamedAt.pollFirstEntry();
      }
    }
    if (before < MANY_UNPROVEN && written.sinceProven() >= MANY_UNPROVEN) {
      soon(now);
    }
  }

  /** The exchange counts anew from a trade that is about to be written. */
  void restart(long micros) {
    written.countAnew();
    streamedAt.clear();
    candidate = Optional.empty();
    counting = Optional.empty();
    incompleteLists = 0;
    awaited.clear();
    repairs.clear();
    inherited = false;
    unreachedSince = OptionalLong.empty();
    inquiry.forget();
    ignoredBefore = micros / SECOND * SECOND;
  }

  /** A list is wanted at a time, or earlier. */
  void soon(long at) {
    urgent = true;
    nextAt = Math.min(nextAt, at);
  }

  /** A comparison is wanted now, of two lists, as one proves nothing. */
  void audit(long at) {
    confirm = true;
    soon(at);
  }

  /** What is missing between two trades cannot be fetched: declared, and gone on from there. */
  void declare(Position to, GapReason reason, String detail) {
    Position from = proven();
    if (to.tradeId() <= from.tradeId()) {
      return;
    }
    writeAwaited(to.tradeId(), Long.MIN_VALUE / 2);
    long fetched = 0;
    for (NavigableSet<Long> ids : repairs.values()) {
      fetched += ids.headSet(to.tradeId()).size();
      ids.headSet(to.tradeId(), true).clear();
    }
    gaps.unrepaired(
        from, to, reason, detail, stream.session(), fetched, OptionalLong.empty(), stream.newest());
    if (settings.repairEnabled() && reason != GapReason.TOO_OLD) {
      written.addHole(from, to, reason, 0);
    }
    moveTo(to);
  }

  private void moveTo(Position point) {
    inherited = false;
    written.moveTo(point);
    streamedAt.headMap(point.tradeId(), true).clear();
    incompleteLists = 0;
  }

  /** Whether the last list showed everything up to the first trade after an outage. */
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
        TradeList list = TradeList.of(trades, window, this::isOfThisCount, inquiry.askedAt(), now);
        declareTooOld(list);
        shown = read(list, now);
        stream.listed(list);
      } else {
        nextAt = urgent ? inquiry.notBefore() : now + auditNanos();
      }
    }
    writeAwaited(Long.MIN_VALUE, now);
    if (inquiry.mayAsk(now) && now - nextAt >= 0 && (urgent || auditNanos() < Long.MAX_VALUE / 4)) {
      ask(now);
    }
    return shown;
  }

  /**
   * Where a list shows that something is missing which is too old to be repaired, all of that is
   * declared, up to the first trade that is not too old. Times of rows and replies are of whole
   * seconds.
   */
  private void declareTooOld(TradeList list) {
    OptionalLong exchange =
        LongStream.concat(
                list.exchangeMicros().stream(),
                list.newest().stream().mapToLong(TradeRow::microtimestamp))
            .max();
    if (!inherited || exchange.isEmpty()) {
      return;
    }
    long oldest = exchange.getAsLong() - settings.repairMaxAge().toNanos() / 1_000 - 2 * SECOND;
    written.holes().endNotBefore(oldest);
    Optional<TradeRow> missing =
        list.rows().tailMap(proven().tradeId(), false).descendingMap().values().stream()
            .filter(row -> row.microtimestamp() < oldest)
            .filter(row -> written.lacks(row.id()) && !stream.isHeld(row.id()))
            .findFirst();
    missing.ifPresent(
        last -> {
          Optional<TradeRow> next =
              Optional.ofNullable(list.rows().higherEntry(last.id())).map(Map.Entry::getValue);
          Position justAfter = new Position("", last.id() + 1, last.microtimestamp());
          declareUpTo(
              next.map(TradeList::position).orElse(justAfter),
              next,
              GapReason.TOO_OLD,
              ContinuitySettings.TOO_OLD);
          written.forget(TradeList.position(last));
        });
  }

  private boolean isOfThisCount(TradeRow row) {
    return row.microtimestamp() >= ignoredBefore
        && !written.isOfEarlierCount(row.id(), row.microtimestamp());
  }

  private long auditNanos() {
    return settings.tradeAuditInterval().isZero()
        ? Long.MAX_VALUE / 4
        : settings.tradeAuditInterval().toNanos();
  }

  private void ask(long now) {
    if (!escalating) {
      window = windowSince(now);
    }
    newestWhenAsked = stream.newestHeard();
    nextAt = now + auditNanos();
    inquiry.ask(
        new HttpRequest.Trades(channel.market(), window),
        stream.firstAfterOutage().isPresent() ? Lane.REPAIR : Lane.AUDIT,
        now);
  }

  /** Back to the proven trade, or to a hole that is to be looked at again. */
  private TradeWindow windowSince(long now) {
    if (written.proven().isEmpty()) {
      return TradeWindow.MINUTE;
    }
    written.holes().endNotBefore(exchangeMicros - TradeWindow.DAY.length().toNanos() / 1_000);
    long oldest = written.holes().oldestDue(proven().microtimestamp(), now);
    if (oldest == Position.NONE) {
      return TradeWindow.DAY;
    }
    long back = Math.max(0, exchangeMicros - oldest) + 20 * SECOND;
    return TradeWindow.reaching(Duration.ofNanos(back * 1_000));
  }

  private boolean read(TradeList list, long now) {
    list.exchangeMicros().ifPresent(at -> exchangeMicros = Math.max(exchangeMicros, at));
    list.newest().ifPresent(row -> exchangeMicros = Math.max(exchangeMicros, row.microtimestamp()));
    if (written.proven().isEmpty()) {
      begin(list, now);
      return false;
    }
    measureLag(list);
    if (list.reaches(proven())) {
      escalating = false;
      unreachedSince = OptionalLong.empty();
      return readReaching(list, now);
    }
    writeListed(list, Long.MIN_VALUE, now);
    closeHoles(list, now);
    return mayReachNext(list, now) ? false : declareUnreached(list, now);
  }

  /** Before anything was heard: the newest trade of the list is what comes before the first. */
  private void begin(TradeList list, long now) {
    list.newest().ifPresent(row -> written.beginAt(TradeList.position(row)));
    escalating = list.rows().isEmpty() && window != TradeWindow.DAY;
    if (escalating) {
      askLonger(now);
    }
  }

  private void askLonger(long at) {
    window = TradeWindow.values()[window.ordinal() + 1];
    soon(at);
  }

  /** How long a streamed trade took to be listed bounds how long others may take. */
  private void measureLag(TradeList list) {
    for (Map.Entry<Long, Long> streamed : streamedAt.entrySet()) {
      long age = list.askedAt() - streamed.getValue();
      if (age > 0 && !list.rows().containsKey(streamed.getKey())) {
        settleNanos = Math.min(LONGEST_SETTLE_NANOS, Math.max(settleNanos, 2 * age));
      }
    }
    list.rows().keySet().forEach(streamedAt::remove);
  }

  /** Whether a list may yet be had that reaches the proven trade. */
  private boolean mayReachNext(TradeList list, long now) {
    escalating = window != TradeWindow.DAY;
    if (escalating) {
      askLonger(now);
      return true;
    }
    if (list.rows().isEmpty()) {
      return true;
    }
    if (unreachedSince.isEmpty()) {
      unreachedSince = OptionalLong.of(now);
    }
    escalating = now - unreachedSince.getAsLong() < settleNanos;
    if (escalating) {
      soon(now + settleNanos);
    }
    return escalating;
  }

  private boolean declareUnreached(TradeList list, long now) {
    unreachedSince = OptionalLong.empty();
    TradeRow oldest = list.rows().firstEntry().getValue();
    declareUpTo(
        TradeList.position(oldest),
        Optional.of(oldest),
        stream.reason(),
        "the exchange's list does not reach back so far");
    return readReaching(list, now);
  }

  /** Declares what lies before a trade; the trade itself is written where it was missed too. */
  private void declareUpTo(
      Position end, Optional<TradeRow> listed, GapReason reason, String detail) {
    Optional<TradeRow> lacked =
        listed.filter(row -> written.lacks(row.id()) && !stream.isHeld(row.id()));
    Position to = end;
    if (written.uncounted() > 0 && to.tradeId() <= written.forgotten().tradeId()) {
      to = written.after(written.forgotten().tradeId()).orElseGet(stream::newest);
    }
    stream.writeHeldBefore(to.tradeId());
    declare(to, reason, detail);
    lacked.ifPresent(stream::write);
  }

  private boolean readReaching(TradeList list, long now) {
    OptionalLong after = stream.firstAfterOutage();
    boolean shows = after.isPresent() && list.rows().ceilingKey(after.getAsLong()) != null;
    boolean more = writeListed(list, shows ? after.getAsLong() : Long.MIN_VALUE, now);
    closeHoles(list, now);
    boolean counted = written.uncounted() == 0 || compareByNumber(list, now);
    if (counted) {
      agree(list);
    }
    boolean repairing = repairs.values().stream().anyMatch(ids -> !ids.isEmpty());
    if (after.isPresent() && !shows) {
      soon(now + settings.retryInterval().toNanos());
    } else if (more || repairing || confirm) {
      soon(now + settleNanos);
    }
    confirm = false;
    return shows && counted;
  }

  /**
   * Writes what the list has and the stream lacks: what is older than the newest trade heard when
   * the list was asked for, or than the one given. The rest is awaited for a while.
   *
   * @return whether the list has more, which may be on its way
   */
  private boolean writeListed(TradeList list, long before, long now) {
    GapReason reason = stream.reason();
    long expected = Math.max(proven().tradeId(), Math.max(newestWhenAsked, before));
    boolean more = false;
    for (TradeRow row : list.rows().values()) {
      if (!written.lacks(row.id()) || stream.isHeld(row.id())) {
        continue;
      }
      if (row.id() < expected) {
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
      boolean known = !written.lacks(id) || stream.isHeld(id);
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
    if (written.contains(row.id())) {
      return;
    }
    stream.writeHeldBefore(row.id());
    stream.write(row);
    if (row.id() > proven().tradeId()) {
      repairs.computeIfAbsent(reason, first -> new TreeSet<>()).add(row.id());
    } else if (!written.holes().fetched(row.id())) {
      written.addHole(
          written.before(row.id()),
          written.after(row.id()).orElseGet(stream::newest),
          GapReason.AUDIT,
          1);
    }
  }

  /** As far as two lists show alike that are far enough apart, it is proven. */
  private void agree(TradeList list) {
    long from = written.comparableFrom();
    candidate = candidate.filter(earlier -> earlier.rows().lastKey() > from);
    if (candidate.isPresent() && list.isAnother(candidate.get(), settleNanos)) {
      OptionalLong until = alike(candidate.get(), list, from);
      if (until.isPresent()) {
        NavigableSet<Long> unlisted = new TreeSet<>(written.between(from, until.getAsLong()));
        unlisted.removeAll(list.rows().keySet());
        if (unlisted.isEmpty() || ++incompleteLists >= MOST_LOOKS) {
          prove(list.rows().get(until.getAsLong()), unlisted);
        }
      }
      candidate = Optional.empty();
    }
    if (candidate.isEmpty() && list.rows().higherKey(written.comparableFrom()) != null) {
      candidate = Optional.of(list);
    }
  }

  /** The last trade before the first that only one list shows, or that is not written. */
  private OptionalLong alike(TradeList earlier, TradeList list, long from) {
    Iterator<Long> before = earlier.rows().tailMap(from, false).keySet().iterator();
    OptionalLong last = OptionalLong.empty();
    for (long id : list.rows().tailMap(from, false).keySet()) {
      if (!before.hasNext() || before.next() != id || !written.contains(id)) {
        break;
      }
      last = OptionalLong.of(id);
    }
    return last;
  }

  private void prove(TradeRow until, NavigableSet<Long> unlisted) {
    Position point =
        new Position("", until.id(), written.time(until.id()).orElse(until.microtimestamp()));
    repairs.forEach(
        (reason, ids) -> {
          if (!ids.isEmpty() && ids.last() <= until.id()) {
            Position to =
                written
                    .after(ids.last())
                    .filter(next -> next.tradeId() <= until.id())
                    .orElseGet(() -> new Position("", ids.last() + 1, point.microtimestamp()));
            gaps.repaired(
                written.before(ids.first()),
                to,
                reason,
                stream.session(),
                ids.size(),
                stream.newest());
            ids.clear();
          }
        });
    if (!unlisted.isEmpty()) {
      gaps.unrepaired(
          written.before(unlisted.first()),
          written.after(unlisted.last()).orElse(point),
          GapReason.AUDIT,
          "the exchange's list lacks trades that it had sent, and may lack others",
          stream.session(),
          0,
          OptionalLong.empty(),
          stream.newest());
    }
    moveTo(point);
  }

  /** Of trades whose ids are not known any more it is known how many were written. */
  private boolean compareByNumber(TradeList list, long now) {
    long counted = written.forgotten().tradeId();
    NavigableMap<Long, TradeRow> listed =
        list.rows().subMap(proven().tradeId(), false, counted, true);
    if (list.rows().ceilingKey(counted) == null) {
      return false;
    }
    if (listed.size() < written.uncounted() && ++incompleteLists < MOST_LOOKS) {
      soon(now + settleNanos);
      return false;
    }
    if (!isCountedAgain(list, listed.navigableKeySet(), counted)) {
      soon(now + settleNanos);
      return false;
    }
    if (listed.size() > written.uncounted()) {
      gaps.unrepaired(
          proven(),
          written.after(counted).orElseGet(stream::newest),
          GapReason.AUDIT,
          "too many were written since the last comparison to name them",
          stream.session(),
          0,
          OptionalLong.of(listed.size() - written.uncounted()),
          stream.newest());
    }
    moveTo(listed.isEmpty() ? proven() : TradeList.position(listed.lastEntry().getValue()));
    return true;
  }

  /** A list may get older rows later: what is counted must be so in two. */
  private boolean isCountedAgain(TradeList list, NavigableSet<Long> listed, long upTo) {
    if (counting.isPresent() && !list.isAnother(counting.get(), settleNanos)) {
      return false;
    }
    boolean again =
        counting
            .map(earlier -> earlier.between(proven().tradeId(), upTo + 1))
            .filter(listed::equals)
            .isPresent();
    counting = again ? Optional.empty() : Optional.of(list);
    return again;
  }

  private void closeHoles(TradeList list, long now) {
    boolean more =
        written
            .holes()
            .close(
                list,
                written,
                settleNanos,
                hole ->
                    gaps.repaired(
                        hole.from(),
                        hole.to(),
                        hole.reason(),
                        stream.session(),
                        hole.fetched(),
                        stream.newest()));
    if (more) {
      soon(now + settleNanos);
    }
  }

  /** A listed trade that the stream may yet bring. */
  private record Awaited(TradeRow row, long since) {}
}
