package dev.orderflow.spark.audit;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Compares the final candles of one series with the exchange's.
 *
 * <p>Candles that say they are incomplete are not compared, only counted: they say themselves that
 * they may be wrong.
 */
final class CandleAudit {

  private CandleAudit() {}

  /**
   * Compares.
   *
   * @param ours our candles by start, only those that are final
   * @param venue the exchange's by start
   */
  static Result compare(SortedMap<Long, PublishedCandle> ours, Map<Long, CandleFigures> venue) {
    List<Mismatch> mismatches = new ArrayList<>();
    long compared = 0;
    long incomplete = 0;
    for (Map.Entry<Long, CandleFigures> theirs : venue.entrySet()) {
      Optional<PublishedCandle> candle = Optional.ofNullable(ours.get(theirs.getKey()));
      if (candle.isPresent() && !candle.get().isComplete()) {
        incomplete++;
        continue;
      }
      Optional<CandleFigures> figures = candle.flatMap(PublishedCandle::figures);
      boolean traded = theirs.getValue().volume().signum() > 0;
      if (figures.isEmpty() && !traded) {
        continue;
      }
      compared++;
      List<String> differences =
          figures.isEmpty()
              ? List.of("absent")
              : traded ? figures.get().differences(theirs.getValue()) : untraded(figures.get());
      if (!differences.isEmpty()) {
        mismatches.add(
            new Mismatch(theirs.getKey(), candle, Optional.of(theirs.getValue()), differences));
      }
    }
    for (PublishedCandle candle : ours.values()) {
      if (candle.isComplete() && !venue.containsKey(candle.start()) && traded(candle)) {
        compared++;
        mismatches.add(
            new Mismatch(candle.start(), Optional.of(candle), Optional.empty(), List.of("absent")));
      }
    }
    return new Result(compared, incomplete, mismatches);
  }

  /** The exchange's candle without trades has a price of its own making. */
  private static List<String> untraded(CandleFigures ours) {
    return ours.volume().signum() == 0 ? List.of() : List.of("volume");
  }

  private static boolean traded(PublishedCandle candle) {
    return candle.figures().filter(figures -> figures.volume().signum() > 0).isPresent();
  }

  /**
   * What a comparison gave.
   *
   * @param compared candles compared
   * @param incomplete candles that say they are incomplete
   * @param mismatches candles that differ, oldest first
   */
  record Result(long compared, long incomplete, List<Mismatch> mismatches) {

    /** The share of equal candles; empty where none was compared. */
    Optional<BigDecimal> matchRate() {
      return compared == 0
          ? Optional.empty()
          : Optional.of(
              BigDecimal.valueOf(compared - mismatches.size())
                  .divide(BigDecimal.valueOf(compared), 6, RoundingMode.DOWN));
    }
  }

  /**
   * A candle that differs.
   *
   * @param start microseconds since the epoch
   * @param ours empty where we have none
   * @param venue empty where the exchange has none
   * @param fields what differs; {@code absent} where one side has no candle
   */
  record Mismatch(
      long start,
      Optional<PublishedCandle> ours,
      Optional<CandleFigures> venue,
      List<String> fields) {}
}
