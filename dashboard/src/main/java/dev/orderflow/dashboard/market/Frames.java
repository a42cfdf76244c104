package dev.orderflow.dashboard.market;

import java.util.Map;
import java.util.Optional;

/**
 * Writes what a reader is sent: the whole of a market, or what changed since the round that the
 * reader has seen.
 */
public final class Frames {

  private static final int CANDLES = 240;
  private static final int TRADES = 1_200;
  private static final long FINE = 60_000;

  private final Markets markets;
  private final Revision revision;

  /**
   * Frames of these markets.
   *
   * @param markets all there are
   * @param revision the rounds of changes
   */
  public Frames(Markets markets, Revision revision) {
    this.markets = markets;
    this.revision = revision;
  }

  /**
   * What a reader looks at.
   *
   * @param market its name; empty for any
   * @param interval length of the candles; empty for any
   */
  public record View(String market, String interval) {}

  /**
   * The view that a reader gets who wants one: the same where it is there, else another.
   *
   * @param wanted what was asked for
   * @return what there is; both empty while there is nothing
   */
  public View resolve(View wanted) {
    return markets
        .choose(wanted.market())
        .map(each -> new View(each.getKey(), each.getValue().interval(wanted.interval())))
        .orElse(new View("", ""));
  }

  /**
   * A frame.
   *
   * @param view as resolved
   * @param round what the reader has seen of this view; 0 for nothing
   * @param now wall clock, microseconds since the epoch
   * @param status JSON about the topics and the server; empty where it is not due
   * @return a JSON object in one line; empty where nothing changed
   */
  public Optional<String> write(View view, long round, long now, String status) {
    StringBuilder json = new StringBuilder(256);
    markets
        .choose(view.market())
        .ifPresent(each -> write(json, each, view, round, now, !status.isEmpty()));
    if (!status.isEmpty()) {
      json.append(",\"status\":").append(status).append(",\"markets\":").append(markets.names());
    }
    if (json.isEmpty() && round > 0) {
      return Optional.empty();
    }
    return Optional.of(
        "{\"full\":%b,\"sent\":%d,\"market\":%s,\"interval\":%s"
                .formatted(round == 0, now, Json.text(view.market()), Json.text(view.interval()))
            + json
            + "}");
  }

  private void write(
      StringBuilder json,
      Map.Entry<String, MarketState> market,
      View view,
      long round,
      long now,
      boolean withTrust) {
    MarketState state = market.getValue();
    Optional<Series> candles = state.candles().of(view.interval());
    Series trades = state.tape().series();
    if (trades.changedSince(round) || candles.map(c -> c.changedSince(round)).orElse(false)) {
      json.append(",\"price\":").append(state.price());
    }
    candles.ifPresent(each -> series(json, "candles", each, round, CANDLES));
    series(json, "trades", trades, round, TRADES);
    series(json, "gaps", state.gaps(), round, Integer.MAX_VALUE);
    series(json, "alerts", state.alerts(), round, Integer.MAX_VALUE);
    series(json, "fates", state.fates().series(), round, Integer.MAX_VALUE);
    Book book = state.book();
    if (book.changedSince(round)) {
      json.append(",\"book\":").append(book.newest());
      series(json, "heat", book.heat(), round, Integer.MAX_VALUE);
      boolean fine = Candles.length(view.interval()).toMillis() < FINE;
      series(json, "points", fine ? book.fine() : book.coarse(), round, Integer.MAX_VALUE);
    }
    state
        .flow(view.interval())
        .ifPresent(
            each -> {
              if (each.getValue().changedSince(round)) {
                json.append(",\"flow_interval\":").append(Json.text(each.getKey()));
                series(json, "flow", each.getValue(), round, Integer.MAX_VALUE);
              }
            });
    if (withTrust || round == 0) {
      json.append(",\"trust\":").append(state.trust(now));
      json.append(",\"intervals\":").append(state.candles().intervals());
    }
  }

  private static void series(StringBuilder json, String name, Series series, long round, int most) {
    if (series.changedSince(round)) {
      json.append(",\"").append(name).append("\":").append(series.since(round, most));
    }
  }

  /** The round that a reader of a frame written now has seen. */
  public long round() {
    return revision.current();
  }
}
