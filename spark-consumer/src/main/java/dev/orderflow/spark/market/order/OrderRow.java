package dev.orderflow.spark.market.order;

import dev.orderflow.spark.market.MarketRow;
import dev.orderflow.spark.market.Reason;
import dev.orderflow.spark.market.RowJson;
import dev.orderflow.spark.market.Side;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The whole life of one order: a record of topic {@code orderflow.orders}.
 *
 * @param market for example {@code btcusd}
 * @param orderId the exchange's id
 * @param side its side
 * @param subtype the exchange's {@code order_subtype}; -1 where no frame told it
 * @param price its limit; empty for orders without one, or where it was not seen
 * @param created its amount at creation; empty where the exchange does not tell it
 * @param filled executed amount; empty where the end was not seen, or the beginning neither seen
 *     nor told
 * @param cancelled what left without execution; empty where the end was not seen
 * @param seenFrom what was seen of it first
 * @param createdAt empty where its creation was not seen
 * @param endedAt empty where its end was not seen
 * @param aliveAt where the end was not seen, the last time at which it was known to be there
 * @param goneAt where the end was not seen, the first time at which it was known to be gone
 * @param status how it ended
 * @param loss why the end was not seen; empty where it was
 * @param cause why its fate is not known; empty where it is
 * @param maker trades in which it rested
 * @param taker trades in which it took
 * @param birth its distance from the touch when it was created
 * @param death its distance from the touch when it ended
 */
public record OrderRow(
    String market,
    long orderId,
    Side side,
    int subtype,
    Optional<BigDecimal> price,
    Optional<BigDecimal> created,
    Optional<BigDecimal> filled,
    Optional<BigDecimal> cancelled,
    SeenFrom seenFrom,
    OptionalLong createdAt,
    OptionalLong endedAt,
    OptionalLong aliveAt,
    OptionalLong goneAt,
    FinalStatus status,
    Optional<Loss> loss,
    Optional<Reason> cause,
    Fills maker,
    Fills taker,
    Optional<Distance> birth,
    Optional<Distance> death)
    implements MarketRow {

  /** What was seen of an order first. */
  public enum SeenFrom {
    /** Its creation. */
    CREATED,
    /** A snapshot that it rested in. */
    SNAPSHOT,
    /** A later event, with no snapshot before it. */
    EVENT
  }

  /** Why an end was not seen. */
  public enum Loss {
    /** Events are missing, or the book was found to be wrong, and a snapshot lacked the order. */
    GAP,
    /** More orders than the bound allows; this was among the oldest. */
    STATE_BOUND
  }

  /**
   * How far a limit lies behind the best price of its own side, as of the last complete millisecond
   * before; negative where it improves it.
   *
   * @param price in the counter currency, exact
   * @param basisPoints in hundredths of a percent of the mid, 16 digits
   */
  public record Distance(BigDecimal price, BigDecimal basisPoints) {}

  /** Whether the trades joined explain all that was executed, and no more. */
  public boolean isJoined() {
    return filled.isPresent() && maker.amount().add(taker.amount()).compareTo(filled.get()) == 0;
  }

  /** Why its fate is not known or not explained by trades; empty where it is. */
  public Optional<Reason> reason() {
    return cause.isPresent() || isJoined() ? cause : Optional.of(Reason.NOT_JOINED);
  }

  /**
   * The row as a JSON object. Money is plain decimal text, ids are text, times are ISO-8601 in UTC,
   * {@code lifetime_ms} is in milliseconds; what is not known is {@code null}. {@code *_average} is
   * not given: it is {@code quote} / {@code amount}.
   */
  @Override
  public String toJson() {
    return RowJson.of(
        json -> {
          json.text("market", market)
              .id("order_id", orderId)
              .word("side", Optional.of(side))
              .number("subtype", subtype < 0 ? OptionalLong.empty() : OptionalLong.of(subtype))
              .decimal("price", price)
              .decimal("amount_created", created)
              .decimal("amount_filled", filled)
              .decimal("amount_cancelled", cancelled)
              .word("seen_from", Optional.of(seenFrom))
              .instant("created_at", createdAt)
              .instant("ended_at", endedAt)
              .number("lifetime_ms", lifetimeMillis())
              .word("fate", Optional.of(status))
              .word("lost_by", loss)
              .instant("alive_at", aliveAt)
              .instant("gone_at", goneAt)
              .object("maker", j -> write(j, maker))
              .object("taker", j -> write(j, taker))
              .flag("joined", isJoined())
              .word("reason", reason());
          write(json, "birth", birth);
          write(json, "death", death);
        });
  }

  private OptionalLong lifetimeMillis() {
    return createdAt.isPresent() && endedAt.isPresent()
        ? OptionalLong.of((endedAt.getAsLong() - createdAt.getAsLong()) / 1_000)
        : OptionalLong.empty();
  }

  private static void write(RowJson json, Fills fills) throws IOException {
    json.number("trades", fills.trades())
        .decimal("amount", fills.amount())
        .decimal("quote", fills.quote());
  }

  private static void write(RowJson json, String name, Optional<Distance> distance)
      throws IOException {
    json.decimal(name + "_distance", distance.map(Distance::price))
        .decimal(name + "_distance_bps", distance.map(Distance::basisPoints));
  }
}
