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
 * newer ones may be on their way.
 */
final class TradeAudit {

  private final String market;
  private final History history;
  private final ContinuitySettings settings;
  private final MicroClock clock;
  private final RecentKeys written;

  private Optional<Call<List<TradeRow>>> call = Optional.empty();
  private long nextAt;
  private long newestWhenAsked;
  private long auditedFrom = Position.NONE;
  private long auditedAtMicros;
  private Optional<AuditedTrades> before;
  private long writtenSince;
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
  }

  /** What a later task has to know; empty before anything is known. */
  Optional<AuditedTrades> mark() {
    return before.map(
        mark -> new AuditedTrades(mark.tradeId(), mark.microtimestamp(), writtenSince));
  }

  /** What an earlier task's sessions lost after its last audit; told once. */
  Optional<InheritedLoss> lostBefore(long now) {
    if (isCheckingInherited()) {
      InheritedAudit check = inherited.orElseThrow();
      OptionalLong missing = check.advance(now);
      if (check.isDone()) {
        settled(startedFrom.tradeId(), startedFrom.microtimestamp());
      }
      if (missing.isPresent()) {
        AuditedTrades mark = check.mark();
        Position from = new Position("", mark.tradeId(), mark.microtimestamp());
        return Optional.of(new InheritedLoss(from, startedFrom, missing.getAsLong()));
      }
    }
    return Optional.empty();
  }

  private boolean isCheckingInherited() {
    return inherited.filter(check -> !check.isDone()).isPresent();
  }

  /**
   * Trades that an earlier task lost.
   *
   * @param from a trade before them
   * @param to a trade after them
   * @param missing how many there are
   */
  record InheritedLoss(Position from, Position to, long missing) {}

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
    }
    if (call.isEmpty() && now - nextAt >= 0) {
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
    }
    return rows.map(this::missed).orElse(List.of());
  }

  private List<TradeRow> missed(List<TradeRow> rows) {
    List<TradeRow> missed =
        rows.stream()
            .filter(row -> row.id() > auditedFrom && row.id() < newestWhenAsked)
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
    return missed;
  }
}
