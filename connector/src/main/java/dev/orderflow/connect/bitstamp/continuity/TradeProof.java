package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.exchange.TradeRow;
import dev.orderflow.connect.bitstamp.exchange.TradeWindow;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Finds what a {@code live_trades} channel missed while no session carried it.
 *
 * <p>The proof needs both ends in the exchange's list: that the list reaches back to the last trade
 * written, and that it already has the first trade of the new session. Until that trade comes
 * nothing can be proven, but what is plainly older than the new session is written already.
 */
final class TradeProof {

  private static final long FIRST_LOOK_NANOS = Duration.ofMillis(1_500).toNanos();
  private static final long LIST_LAG_NANOS = Duration.ofMillis(300).toNanos();
  private static final long EARLY_MARGIN_MICROS = 2_000_000;

  private final String market;
  private final History history;
  private final ContinuitySettings settings;
  private final MicroClock clock;
  private final long coveredUntil;
  private final long subscribedAt;

  private Optional<Look> look = Optional.empty();
  private long lookAt;
  private boolean lookedEarly;
  private long deadline = Long.MAX_VALUE;

  /**
   * A proof to be made.
   *
   * @param coveredUntil until when the channel was carried, microseconds since the epoch
   * @param subscribedAt since when it is again, microseconds since the epoch
   */
  TradeProof(
      String market,
      History history,
      ContinuitySettings settings,
      MicroClock clock,
      long coveredUntil,
      long subscribedAt,
      long now) {
    this.market = market;
    this.history = history;
    this.settings = settings;
    this.clock = clock;
    this.coveredUntil = coveredUntil;
    this.subscribedAt = subscribedAt;
    lookAt = now + FIRST_LOOK_NANOS;
  }

  /**
   * Does the next step.
   *
   * @param last the last trade written
   * @param first the first trade of the new session, once it has come
   */
  Step advance(Position last, Optional<FeedEvent.Frame> first, long now) {
    if (first.isPresent() && deadline == Long.MAX_VALUE) {
      deadline = now + settings.repairTimeout().toNanos();
      look = Optional.empty();
      lookAt = now + LIST_LAG_NANOS;
    }
    if (!settings.repairEnabled()) {
      return first.isPresent() ? Step.failed("repair is off") : Step.NOTHING_YET;
    }
    if (look.isEmpty() && now - lookAt >= 0 && (first.isPresent() || !lookedEarly)) {
      look = Optional.of(ask(now));
    }
    Optional<TradeHistory> list = look.flatMap(asked -> asked.poll(now));
    if (list.isPresent()) {
      look = Optional.empty();
      return first.isPresent()
          ? prove(list.get(), last, first.get(), now)
          : early(list.get(), last);
    }
    if (first.isPresent() && (now - deadline >= 0 || look.filter(Look::hasFailed).isPresent())) {
      return Step.failed(look.map(Look::problem).orElse("the exchange's list lags the stream"));
    }
    if (look.filter(Look::hasFailed).isPresent()) {
      look = Optional.empty();
      lookedEarly = true;
    }
    return Step.NOTHING_YET;
  }

  private Look ask(long now) {
    long askedAt = clock.micros();
    TradeWindow window = TradeHistory.windowSince(coveredUntil, askedAt);
    return new Look(
        window,
        askedAt,
        new Call<>(
            () -> history.trades(market, window),
            settings.retryInterval(),
            settings.repairTimeout(),
            now));
  }

  private Step early(TradeHistory list, Position last) {
    lookedEarly = true;
    if (!list.reaches(last.tradeId(), coveredUntil)) {
      return Step.NOTHING_YET;
    }
    List<TradeRow> missed =
        list.where(id -> id > last.tradeId()).stream()
            .filter(row -> row.microtimestamp() < subscribedAt - EARLY_MARGIN_MICROS)
            .toList();
    return new Step(missed, false, Optional.empty());
  }

  private Step prove(TradeHistory list, Position last, FeedEvent.Frame first, long now) {
    if (!list.contains(first.data().id())) {
      lookAt = now + settings.retryInterval().toNanos();
      return Step.NOTHING_YET;
    }
    List<TradeRow> missed = list.where(id -> id > last.tradeId() && id < first.data().id());
    return list.reaches(last.tradeId(), coveredUntil)
        ? new Step(missed, true, Optional.empty())
        : new Step(missed, false, Optional.of("the exchange's list does not reach back so far"));
  }

  private record Look(TradeWindow window, long askedAt, Call<List<TradeRow>> call) {
    Optional<TradeHistory> poll(long now) {
      return call.poll(now).map(rows -> TradeHistory.of(rows, window, askedAt));
    }

    boolean hasFailed() {
      return call.hasFailed();
    }

    String problem() {
      return call.problem();
    }
  }

  /**
   * What a step gave.
   *
   * @param missed trades to write now
   * @param isClosed whether nothing else is missing before the first trade of the new session
   * @param failure why that cannot be known, once that is clear
   */
  record Step(List<TradeRow> missed, boolean isClosed, Optional<String> failure) {

    static final Step NOTHING_YET = new Step(List.of(), false, Optional.empty());

    static Step failed(String reason) {
      return new Step(List.of(), false, Optional.of(reason));
    }
  }
}
