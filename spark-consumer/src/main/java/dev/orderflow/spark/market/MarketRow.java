package dev.orderflow.spark.market;

/** A row about a market, ready to be published. */
public interface MarketRow {

  /** The market, for example {@code btcusd}. */
  String market();

  /** The row as a JSON object on one line. */
  String toJson();
}
