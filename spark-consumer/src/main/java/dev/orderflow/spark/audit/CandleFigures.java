package dev.orderflow.spark.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * The figures of a candle that the exchange publishes too.
 *
 * @param open first price
 * @param high highest price
 * @param low lowest price
 * @param close last price
 * @param volume amount, base currency
 */
record CandleFigures(
    BigDecimal open, BigDecimal high, BigDecimal low, BigDecimal close, BigDecimal volume) {

  /**
   * Reads the figures of a candle, ours or the exchange's, which have the same names.
   *
   * @throws IllegalArgumentException naming the figure that is missing
   */
  static CandleFigures of(JsonNode candle) {
    return new CandleFigures(
        decimal(candle, "open"),
        decimal(candle, "high"),
        decimal(candle, "low"),
        decimal(candle, "close"),
        decimal(candle, "volume"));
  }

  private static BigDecimal decimal(JsonNode candle, String name) {
    try {
      return new BigDecimal(candle.path(name).asText());
    } catch (NumberFormatException none) {
      throw new IllegalArgumentException("the candle has no " + name + ": " + candle, none);
    }
  }

  /** The names of the figures in which this and another candle differ; numbers, not texts. */
  List<String> differences(CandleFigures other) {
    List<String> names = new ArrayList<>();
    compare("open", open, other.open, names);
    compare("high", high, other.high, names);
    compare("low", low, other.low, names);
    compare("close", close, other.close, names);
    compare("volume", volume, other.volume, names);
    return names;
  }

  private static void compare(String name, BigDecimal ours, BigDecimal theirs, List<String> names) {
    if (ours.compareTo(theirs) != 0) {
      names.add(name);
    }
  }
}
