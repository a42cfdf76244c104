package dev.orderflow.spark.market;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * One trade, streamed or repaired.
 *
 * <p>Trade ids rise with time and are unique over the venue, so within a market they order trades,
 * also those of which only the second is known.
 *
 * @param id the venue's trade id
 * @param micros when it happened, microseconds since the epoch; of a repaired trade usually the
 *     whole second, rounded down
 * @param price price of one unit of the base currency, in the counter currency
 * @param amount amount in the base currency
 * @param aggressorSide the side of the order that took
 * @param repaired whether it was fetched over HTTP because the stream had missed it
 * @param session over which connection it came, the microsecond at which that was opened
 * @param buyOrderId the order that bought; empty for repaired trades
 * @param sellOrderId the order that sold; empty for repaired trades
 */
public record Trade(
    long id,
    long micros,
    BigDecimal price,
    BigDecimal amount,
    Side aggressorSide,
    boolean repaired,
    long session,
    OptionalLong buyOrderId,
    OptionalLong sellOrderId) {

  /** Refuses nulls. */
  public Trade {
    Objects.requireNonNull(price);
    Objects.requireNonNull(amount);
    Objects.requireNonNull(aggressorSide);
    Objects.requireNonNull(buyOrderId);
    Objects.requireNonNull(sellOrderId);
  }

  /**
   * What was paid for it.
   *
   * @return price times amount, exactly, in the counter currency
   */
  public BigDecimal notional() {
    return price.multiply(amount);
  }
}
