package dev.orderflow.spark.market.order;

/**
 * How long and how many orders are followed.
 *
 * @param maxOrders orders followed at once, at least 1; beyond it the oldest end as unknown
 * @param joinMicros how long an ended order waits for its trades, and a trade for its order,
 *     microseconds of event time
 */
public record OrderSettings(int maxOrders, long joinMicros) {

  /** Checks the ranges. */
  public OrderSettings {
    if (maxOrders < 1) {
      throw new IllegalArgumentException("maxOrders is out of range: " + maxOrders);
    }
    if (joinMicros < 0) {
      throw new IllegalArgumentException("joinMicros is out of range: " + joinMicros);
    }
  }

  /** 200,000 orders, five seconds. */
  public static OrderSettings defaults() {
    return new OrderSettings(200_000, 5_000_000);
  }
}
