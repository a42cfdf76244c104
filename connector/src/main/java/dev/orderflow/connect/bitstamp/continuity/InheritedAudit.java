package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.TradeRow;
import dev.orderflow.connect.bitstamp.exchange.TradeWindow;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds out whether an earlier task lost trades inside its sessions after its last audit.
 *
 * <p>Which trades that task wrote is not known any more, but how many is: when the exchange lists
 * more, some are missing. When it lists fewer, its list does not reach that far, and nothing can be
 * said.
 */
final class InheritedAudit {

  private static final int MOST_LOOKS = 4;

  private final String market;
  private final History history;
  private final ContinuitySettings settings;
  private final MicroClock clock;
  private final AuditedTrades mark;
  private final long until;

  private Optional<Call<List<TradeRow>>> call = Optional.empty();
  private long nextAt;
  private int looks;
  private boolean done;

  /**
   * A comparison to be made.
   *
   * @param mark what the earlier task stored
   * @param until the last trade that it wrote
   */
  InheritedAudit(
      String market,
      History history,
      ContinuitySettings settings,
      MicroClock clock,
      AuditedTrades mark,
      long until,
      long now) {
    this.market = market;
    this.history = history;
    this.settings = settings;
    this.clock = clock;
    this.mark = mark;
    this.until = until;
    nextAt = now;
    done = !settings.repairEnabled() || settings.tradeAuditInterval().isZero();
  }

  AuditedTrades mark() {
    return mark;
  }

  boolean isDone() {
    return done;
  }

  /** How many trades are missing; told once, and only when some are. */
  OptionalLong advance(long now) {
    if (done) {
      return OptionalLong.empty();
    }
    if (call.isEmpty() && now - nextAt >= 0) {
      TradeWindow window = TradeHistory.windowSince(mark.microtimestamp(), clock.micros());
      call =
          Optional.of(
              new Call<>(
                  () -> history.trades(market, window),
                  settings.retryInterval(),
                  settings.repairTimeout(),
                  now));
    }
    Optional<List<TradeRow>> rows = call.flatMap(asked -> asked.poll(now));
    if (rows.isPresent()) {
      call = Optional.empty();
      return compare(rows.get(), now);
    }
    done = call.filter(Call::hasFailed).isPresent();
    return OptionalLong.empty();
  }

  private OptionalLong compare(List<TradeRow> rows, long now) {
    long listed =
        rows.stream()
            .mapToLong(TradeRow::id)
            .filter(id -> id > mark.tradeId() && id <= until)
            .distinct()
            .count();
    looks++;
    done = listed >= mark.writtenSince() || looks >= MOST_LOOKS;
    nextAt = now + settings.retryInterval().toNanos() * looks;
    return listed > mark.writtenSince()
        ? OptionalLong.of(listed - mark.writtenSince())
        : OptionalLong.empty();
  }
}
