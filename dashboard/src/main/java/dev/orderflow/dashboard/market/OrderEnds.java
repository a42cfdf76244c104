package dev.orderflow.dashboard.market;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.math.BigDecimal;

/**
 * What ended orders in one minute; the page gets it as an array in this order.
 *
 * @param minute its start, milliseconds since the epoch
 * @param filled orders executed wholly
 * @param partlyFilled orders executed in part, then cancelled
 * @param cancelled orders cancelled without execution
 * @param unknown orders whose end was not seen
 * @param filledAmount base currency, of all of them
 * @param cancelledAmount base currency, of all of them
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
record OrderEnds(
    long minute,
    int filled,
    int partlyFilled,
    int cancelled,
    int unknown,
    BigDecimal filledAmount,
    BigDecimal cancelledAmount) {

  private static final long MINUTE = 60_000;

  /** None yet, in the minute of a time. */
  static OrderEnds ofMinute(long millis) {
    long minute = millis - Math.floorMod(millis, MINUTE);
    return new OrderEnds(minute, 0, 0, 0, 0, BigDecimal.ZERO, BigDecimal.ZERO);
  }

  OrderEnds plus(OrderEnd end, BigDecimal amountFilled, BigDecimal amountCancelled) {
    return new OrderEnds(
        minute,
        filled + (end == OrderEnd.FILLED ? 1 : 0),
        partlyFilled + (end == OrderEnd.PARTLY_FILLED ? 1 : 0),
        cancelled + (end == OrderEnd.CANCELLED ? 1 : 0),
        unknown + (end == OrderEnd.UNKNOWN ? 1 : 0),
        filledAmount.add(amountFilled),
        cancelledAmount.add(amountCancelled));
  }
}
