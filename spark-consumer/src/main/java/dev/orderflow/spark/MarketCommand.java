package dev.orderflow.spark;

import dev.orderflow.spark.market.analysis.AnalysisSettings.Output;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * The command lines of the jobs that rebuild the order book: {@code book}, {@code flow}, {@code
 * market} for both in one query, which rebuilds it once, and {@code all}, which adds the candles.
 */
abstract class MarketCommand extends PublishingCommand {

  @Mixin private MarketOptions market;

  private final String name;
  private final Set<Output> wanted;

  MarketCommand(String name, Set<Output> wanted) {
    this.name = name;
    this.wanted = Set.copyOf(wanted);
  }

  /** The job that rebuilds the book. */
  JobOptions rebuilding() {
    return market.jobOf(name, wanted);
  }

  @Override
  List<JobOptions> jobs() {
    return List.of(rebuilding());
  }

  /** The {@code book} job. */
  @Command(
      name = "book",
      description = "Publishes the order book, rebuilt order by order and audited, and alerts.")
  static final class Book extends MarketCommand {
    Book() {
      super("book", EnumSet.of(Output.BOOK, Output.ALERTS));
    }
  }

  /** The {@code flow} job. */
  @Command(
      name = "flow",
      description = "Publishes the flow of orders and trades, and the fate of every order.")
  static final class Flow extends MarketCommand {
    Flow() {
      super("flow", EnumSet.of(Output.FLOW, Output.ORDERS));
    }
  }

  /** Both in one query. */
  @Command(
      name = "market",
      description = "Publishes what book and flow do, in one query that rebuilds the book once.")
  static final class Market extends MarketCommand {
    Market() {
      super("market", EnumSet.allOf(Output.class));
    }
  }

  /** Candles and market in one application, as two queries. */
  @Command(
      name = "all",
      description = "Publishes what candles and market do, as two queries of one application.")
  static final class All extends MarketCommand {

    @Mixin private CandleOptions candles;

    All() {
      super("market", EnumSet.allOf(Output.class));
    }

    @Override
    List<JobOptions> jobs() {
      return List.of(candles, rebuilding());
    }
  }
}
