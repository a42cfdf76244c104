package dev.orderflow.spark.market.order;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What an event did to its order.
 *
 * @param executed base currency that it executed
 * @param cancelled base currency that it took away without execution
 * @param limit the order's limit; empty where it has none or it is not known
 */
public record OrderChange(BigDecimal executed, BigDecimal cancelled, Optional<BigDecimal> limit) {

  static final OrderChange NONE =
      new OrderChange(BigDecimal.ZERO, BigDecimal.ZERO, Optional.empty());
}
