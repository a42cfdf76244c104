package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.TradeRow;
import dev.orderflow.connect.bitstamp.exchange.TradeWindow;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Compares the trades written with the exchange's list from time to time.
 *
 * <p>Only trades older than the newest one written when the list was asked for count as missed:
 * newer ones may be on their way. Where so many were written since the last comparison that the
 * oldest ids are forgotten, those are compared by number.
 */
final class TradeAudit {

  /** So many trades are compared at once, however short the time: their ids are still known. */
  private static final int MOST_UNCOMPARED = 10_000;

  private final String market;
  private final History history;
  private final ContinuitySettings settings;
  private final MicroClock clock;
  private final RecentKeys written;

  private Optional<Call<List<TradeRow>>> call = Optional.empty();
  private long nextAt;
  private long soonAt;
  private long newestWhenAsked;
  private long auditedFrom = Position.NONE;
  private long auditedAtMicros;
  private Optional<AuditedTrades> before;
  private long writtenSince;
  private long uncompared;
  private Optional<Loss> loss = Optional.empty();
  private final Optional<InheritedAudit> inherited;
  private final Position startedFrom;

  TradeAudit(
      String market,
      History history,
      ContinuitySettings settings,
      MicroClock clock,
      RecentKeys written,
      Position last,
      long now) {
    this.market = market;
    this.history = history;
    this.settings = settings;
    this.clock = clock;
    this.written = written;
    nextAt = now + settings.tradeAuditInterval().toNanos();
    soonAt = now;
    auditedAtMicros = clock.micros();
    before =
        last.audited()
            .or(
                () ->
                    Optional.of(new AuditedTrades(last.tradeId(), last.microtimestamp(), 0))
                        .filter(mark -> mark.tradeId() != Position.NONE));
    writtenSince = before.map(AuditedTrades::writtenSince).orElse(0L);
    startedFrom = last;
    inherited =
        last.audited()
            .map(
                mark ->
                    new InheritedAudit(
                        market, history, settings, clock, mark, last.tradeId(), now));
  }

  /** A trade was written, and is among those known as written. */
  void written(long id) {
    if (before.filter(mark -> id > mark.tradeId()).isPresent()) {
      writtenSince++;
    }
    if (id > auditedFrom) {
      uncompared++;
    }
  }

  /** What a later task has to know; empty before anything is known. */
  Optional<AuditedTrades> mark() {
    return before.map(
        mark -> new AuditedTrades(mark.tradeId(), mark.microtimestamp(), writtenSince));
  }

  /** What was lost and cannot be named: by an earlier task, or longer ago than is remembered. */
  Optional<Loss> lost(long now) {
    if (loss.isPresent()) {
      Optional<Loss> told = loss;
      loss = Optional.empty();
      return told;
    }
    if (isCheckingInherited()) {
      InheritedAudit check = inherited.orElseThrow();
      OptionalLong missing = check.advance(now);
      if (check.isDone()) {
        settled(startedFrom.tradeId(), startedFrom.microtimestamp());
      }
      if (missing.isPresent()) {
        AuditedTrades mark = check.mark();
        Position from = new Position("", mark.tradeId(), mark.microtimestamp());
        return Optional.of(
            new Loss(
                from,
                startedFrom,
                missing.getAsLong(),
                "an earlier task lost them inside a session"));
      }
    }
    return Optional.empty();
  }

  private boolean isCheckingInherited() {
    return inherited.filter(check -> !check.isDone()).isPresent();
  }

  /**
   * Trades that were lost inside a session.
   *
   * @param from a trade before them
   * @param to a trade after them
   * @param missing how many there are
   * @param detail why they cannot be named, for people
   */
  record Loss(Position from, Position to, long missing, String detail) {}

  /** Everything up to a trade is known to be whole, or declared. */
  private void settled(long id, long micros) {
    before = Optional.of(new AuditedTrades(id, micros, 0));
    writtenSince = written.countAbove(id);
  }

  /** The exchange's ids count anew: what is known so far says nothing about what comes. */
  void restart() {
    auditedFrom = Position.NONE;
    auditedAtMicros = clock.micros();
    before = Optional.empty();
    writtenSince = 0;
    uncompared = 0;
    call = Optional.empty();
  }

  /**
   * Asks when it is time, and tells what was missed.
   *
   * @param newest the newest trade written
   * @return missed trades, oldest first; each is told once
   */
  List<TradeRow> advance(long newest, long now) {
    if (!settings.repairEnabled()
        || settings.tradeAuditInterval().isZero()
        || written.oldest().isEmpty()
        || isCheckingInherited()) {
      return List.of();
    }
    if (auditedFrom == Position.NONE) {
      long oldest = written.oldest().get();
      auditedFrom = oldest;
      settled(oldest, written.micros(oldest).orElseThrow());
      uncompared = written.countAbove(oldest);
    }
    if (call.isEmpty() && now - (uncompared < MOST_UNCOMPARED ? nextAt : soonAt) >= 0) {
      newestWhenAsked = newest;
      TradeWindow window = TradeHistory.windowSince(auditedAtMicros, clock.micros());
      call =
          Optional.of(
              new Call<>(
                  () -> history.trades(market, window),
                  settings.retryInterval(),
                  settings.repairTimeout(),
                  now));
    }
    Optional<List<TradeRow>> rows = call.flatMap(asked -> asked.poll(now));
    if (rows.isPresent() || call.filter(Call::hasFailed).isPresent()) {
      call = Optional.empty();
      nextAt = now + settings.tradeAuditInterval().toNanos();
      soonAt = now + settings.retryInterval().toNanos();
    }
    return rows.map(this::missed).orElse(List.of());
  }

  private List<TradeRow> missed(List<TradeRow> rows) {
    compareForgotten(rows);
    long comparable = Math.max(auditedFrom, written.forgottenUpTo());
    List<TradeRow> missed =
        rows.stream()
            .filter(row -> row.id() > comparable && row.id() < newestWhenAsked)
            .filter(row -> !written.contains(row.id()))
            .sorted(Comparator.comparingLong(TradeRow::id))
            .toList();
    long newestListed = rows.stream().mapToLong(TradeRow::id).max().orElse(auditedFrom);
    auditedFrom =
        Math.max(
            auditedFrom,
            Math.max(
                written.oldest().orElse(auditedFrom), Math.min(newestListed, newestWhenAsked) - 1));
    auditedAtMicros = clock.micros();
    written.before(auditedFrom + 1).ifPresent(whole -> settled(auditedFrom, whole.getValue()));
    uncompared = written.countAbove(auditedFrom);
    return missed;
  }

  /** Of trades whose ids are forgotten it is known how many were written. */
  private void compareForgotten(List<TradeRow> rows) {
    long upTo = written.forgottenUpTo();
    if (upTo <= auditedFrom) {
      return;
    }
    long forgotten = uncompared - written.countAbove(upTo);
    List<TradeRow> listed =
        rows.stream()
            .filter(row -> row.id() > auditedFrom && row.id() <= upTo)
            .sorted(Comparator.comparingLong(TradeRow::id))
            .toList();
    if (listed.size() > forgotten) {
      TradeRow last = listed.get(listed.size() - 1);
      loss =
          Optional.of(
              new Loss(
                  before
                      .map(mark -> new Position("", mark.tradeId(), mark.microtimestamp()))
                      .orElseThrow(),
                  written
                      .after(upTo)
                      .map(next -> new Position("", next.getKey(), next.getValue()))
                      .orElseGet(() -> new Position("", last.id(), last.microtimestamp())),
                  listed.size() - forgotten,
                  "too many were written since the last comparison to name them"));
    }
  }
}
