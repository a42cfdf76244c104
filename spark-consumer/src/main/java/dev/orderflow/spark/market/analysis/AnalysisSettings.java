package dev.orderflow.spark.market.analysis;

import dev.orderflow.spark.market.alert.AlertSettings;
import dev.orderflow.spark.market.book.BookSettings;
import dev.orderflow.spark.market.flow.FlowSettings;
import dev.orderflow.spark.market.order.OrderSettings;
import java.util.Set;

/**
 * How a market is analysed. A state that was written with some outputs is read with the same ones.
 *
 * @param outputs which rows are wanted, at least one kind; what only serves others is not computed
 * @param book how the book is kept and shown
 * @param flow which intervals are measured
 * @param orders how orders are followed
 * @param alerts from when on something is alerted
 */
public record AnalysisSettings(
    Set<Output> outputs,
    BookSettings book,
    FlowSettings flow,
    OrderSettings orders,
    AlertSettings alerts) {

  /** A kind of row. */
  public enum Output {
    /** What the book says. */
    BOOK,
    /** What the flow says. */
    FLOW,
    /** What became of orders. */
    ORDERS,
    /** What is worth a look. */
    ALERTS
  }

  /** Checks that something is wanted. */
  public AnalysisSettings {
    outputs = Set.copyOf(outputs);
    if (outputs.isEmpty()) {
      throw new IllegalArgumentException("outputs is empty");
    }
  }

  /** Everything, with each part's defaults. */
  public static AnalysisSettings defaults() {
    return new AnalysisSettings(
        Set.of(Output.values()),
        BookSettings.defaults(),
        FlowSettings.defaults(),
        OrderSettings.defaults(),
        AlertSettings.defaults());
  }

  boolean wants(Output output) {
    return outputs.contains(output);
  }

  /** Flow, orders and alerts need to know what an event did to its order. */
  boolean followsOrders() {
    return wants(Output.FLOW) || wants(Output.ORDERS) || wants(Output.ALERTS);
  }
}
