package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.TradeRow;
import dev.orderflow.connect.bitstamp.exchange.TradeWindow;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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

  TradeAudit(
      String market,
      History history,
      ContinuitySettings settings,
      MicroClock clock,
      RecentKeys written,
      long now) {
    this.market = market;
    this.history = history;
    this.settings = settings;
    this.clock = clock;
    this.written = written;
    nextAt = now + settings.tradeAuditInterval().toNanos();
    auditedAtMicros = clock.micros();
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
        || written.oldest().isEmpty()) {
      return List.of();
    }
    if (auditedFrom == Position.NONE) {
      auditedFrom = written.oldest().get();
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
    return missed;
  }
}
