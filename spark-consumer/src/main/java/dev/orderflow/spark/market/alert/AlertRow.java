package dev.orderflow.spark.market.alert;

import dev.orderflow.spark.market.MarketRow;
import dev.orderflow.spark.market.RowJson;
import dev.orderflow.spark.market.Side;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * Something worth a look: a record of topic {@code orderflow.alerts}.
 *
 * @param market for example {@code btcusd}
 * @param micros when, event time
 * @param kind what it is
 * @param side of the order or wall; empty where it concerns none
 * @param price of the order or wall; empty where it concerns none
 * @param amount of the order, or gone of the wall, base currency; empty where it concerns none
 * @param value the figure that was compared; empty where none was
 * @param threshold what it was compared with; empty where nothing was
 * @param text what was seen, in one sentence
 */
public record AlertRow(
    String market,
    long micros,
    Kind kind,
    Optional<Side> side,
    Optional<BigDecimal> price,
    Optional<BigDecimal> amount,
    Optional<BigDecimal> value,
    Optional<BigDecimal> threshold,
    String text)
    implements MarketRow {

  /** What an alert is about. */
  public enum Kind {
    /** An order much larger than recent ones was created near the touch. */
    LARGE_ORDER,
    /** Most of a wall went without being executed. */
    WALL_PULLED,
    /** Most of a wall went by execution. */
    WALL_EATEN,
    /** The spread is beyond a percentile of recent seconds. */
    WIDE_SPREAD,
    /** The imbalance at the touch is beyond a percentile of recent seconds. */
    STRONG_IMBALANCE,
    /** Events or trades are missing. */
    FEED_INCOMPLETE,
    /** The book cannot be vouched for. */
    BOOK_INVALID,
    /** A snapshot differs from the rebuilt book. */
    SNAPSHOT_DIFFERS,
    /** What orders executed and the trades that name them differ. */
    FILLS_DIFFER,
    /** The exchange's book frames differ from the rebuilt book too often. */
    BOOK_FRAMES_DIFFER
  }

  /** The row as a JSON object; money is plain decimal text, {@code at} is ISO-8601 in UTC. */
  @Override
  public String toJson() {
    return RowJson.of(
        json ->
            json.text("market", market)
                .instant("at", micros)
                .word("kind", Optional.of(kind))
                .word("side", side)
                .decimal("price", price)
                .decimal("amount", amount)
                .decimal("value", value)
                .decimal("threshold", threshold)
                .text("text", text));
  }
}
