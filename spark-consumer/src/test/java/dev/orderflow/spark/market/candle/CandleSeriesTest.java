package dev.orderflow.spark.market.candle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.spark.market.CompletenessRow;
import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.ProvenBy;
import dev.orderflow.spark.market.Reason;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.Trade;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CandleSeriesTest {

  private static final long SECOND = 1_000_000;
  private static final long MIDNIGHT = 1_767_225_600L * SECOND;
  private static final long SESSION = 7;
  private static final String PARTITION = "testTopic-0";

  private final RecordedCandles out = new RecordedCandles();

  @Test
  void oneMinuteByHand() throws IOException {
    CandleSeries series = running("1m");
    trade(series, 1, 0, "100.10", "0.5", Side.BUY);
    trade(series, 2, 10, "99.9", "1.25", Side.SELL);
    trade(series, 4, 30, "101", "0.25", Side.BUY);
    // By its id it is older than the one before, so it is not the close.
    trade(series, 3, 30, "100", "1", Side.SELL);
    trade(series, 5, 60, "102", "1", Side.BUY);

    Candle first = last("1m", 0);
    assertThat(first.prices())
        .contains(
            new Candle.Prices(
                new BigDecimal("100.10"),
                new BigDecimal("101"),
                new BigDecimal("99.9"),
                new BigDecimal("101")));
    assertThat(CandleJson.value("btcusd", first) + "\n")
        .isEqualTo(Files.readString(Path.of(System.getProperty("records")).resolve("candle.json")));
    assertThat(CandleJson.key("btcusd", first)).isEqualTo("btcusd|1m|2026-01-01T00:00:00Z");
  }

  @Test
  void theCandleInWhichReadingBeginsIsIncompleteByWhatPassedBefore() {
    CandleSeries series = series(CandleSettings.Empty.NONE, "1m");
    trade(series, 1, 37, "100", "1", Side.BUY);
    trade(series, 2, 60, "100", "1", Side.BUY);
    trade(series, 3, 120, "100", "1", Side.BUY);

    assertThat(last("1m", 0).missingMillis()).isEqualTo(37_000);
    assertThat(last("1m", 0).reason()).contains(Reason.NOT_CONTINUED);
    assertThat(last("1m", 60).isComplete()).isTrue();
  }

  @Test
  void aCandleIsFinalOnceAfterTheGraceAndThenNeverAgain() {
    CandleSeries series = series(CandleSettings.Empty.NONE, "1m");
    trade(series, 1, 0, "100", "1", Side.BUY);
    trade(series, 2, 119, "100", "1", Side.BUY);
    assertThat(out.revisions).noneMatch(Candle::isFinal);
    trade(series, 3, 120, "100", "1", Side.BUY);

    assertThat(out.revisions.stream().filter(Candle::isFinal))
        .singleElement()
        .matches(candle -> candle.start() == MIDNIGHT && candle.revision() == 2);

    trade(series, 4, 59, "500", "1", Side.BUY);
    assertThat(out.lateTrades).extracting(Trade::id).containsExactly(4L);
    assertThat(out.newest().get(Interval.parse("1m")).get(MIDNIGHT).totals().trades()).isEqualTo(1);
  }

  @Test
  void aTradeTooLateForItsMinuteMakesItsHourIncomplete() {
    CandleSeries series = series(CandleSettings.Empty.NONE, "1m", "1h");
    trade(series, 1, 0, "100", "1", Side.BUY);
    trade(series, 3, 180, "100", "1", Side.BUY);
    trade(series, 2, 30, "100", "1", Side.BUY);
    trade(series, 4, 181, "100", "1", Side.BUY);

    assertThat(last("1h", 0).isComplete()).isFalse();
    assertThat(last("1h", 0).lateTrades()).isEqualTo(1);
    assertThat(last("1h", 0).totals().trades()).isEqualTo(3);
  }

  @Test
  void aRepairedTradeRevisesTheCandleThatHadEnded() {
    CandleSeries series = series(CandleSettings.Empty.NONE, "1m");
    trade(series, 1, 0, "100", "1", Side.BUY);
    trade(series, 3, 70, "100", "1", Side.BUY);
    assertThat(last("1m", 0).isRevised()).isFalse();
    repaired(series, 2, 30, "105");

    Candle revised = last("1m", 0);
    assertThat(revised.isRevised()).isTrue();
    assertThat(revised.revision()).isEqualTo(2);
    assertThat(revised.totals().repairedTrades()).isEqualTo(1);
    assertThat(revised.prices().orElseThrow().close()).isEqualTo("105");
  }

  @Test
  void repeatedTradesCountOnce() {
    CandleSeries series = series(CandleSettings.Empty.NONE, "1m");
    trade(series, 1, 0, "100", "1", Side.BUY);
    trade(series, 1, 0, "100", "1", Side.BUY);
    repaired(series, 1, 0, "100");

    assertThat(last("1m", 0).totals().trades()).isEqualTo(1);
    assertThat(series.duplicates()).isEqualTo(2);
    assertThat(out.revisions).hasSize(1);
  }

  @Test
  void aHoleOverIntervalsWithoutTradesIsPublishedForEachOfThem() {
    CandleSeries series = series(CandleSettings.Empty.NONE, "1m");
    trade(series, 1, 0, "100", "1", Side.BUY);
    series.gap(MIDNIGHT + 50 * SECOND - 1, MIDNIGHT + 190 * SECOND, out);
    trade(series, 2, 190, "100", "1", Side.BUY);
    trade(series, 3, 240, "100", "1", Side.BUY);

    assertThat(Stream.of(0, 60, 120, 180, 240).map(at -> last("1m", at).missingMillis()))
        .containsExactly(10_000L, 60_000L, 60_000L, 10_000L, 0L);
    assertThat(last("1m", 60).prices()).isEmpty();
  }

  @Test
  void aHoleDeclaredBehindItsTimeReachesTheCandlesThatAreNotFinal() {
    CandleSeries series = running("1m");
    trade(series, 1, 0, "100", "1", Side.BUY);
    trade(series, 2, 130, "100", "1", Side.BUY);
    series.gap(MIDNIGHT + 65 * SECOND - 1, MIDNIGHT + 75 * SECOND, out);
    assertThat(last("1m", 60).missingMillis()).isEqualTo(10_000);
    assertThat(out.completeness).isEmpty();

    trade(series, 3, 300, "100", "1", Side.BUY);
    series.gap(MIDNIGHT + 10 * SECOND - 1, MIDNIGHT + 20 * SECOND, out);
    assertThat(out.completeness).containsExactly(finals("1m", 0, 60, Optional.of(Reason.GAP)));
  }

  @Test
  void flatCandlesCarryTheLastCloseAndFollowARepair() {
    CandleSeries series = series(CandleSettings.Empty.FLAT, "10s");
    trade(series, 1, 0, "100", "1", Side.BUY);
    trade(series, 3, 40, "103", "1", Side.BUY);
    assertThat(last("10s", 20).prices()).contains(Candle.Prices.flat(new BigDecimal("100")));
    assertThat(last("10s", 20).vwap()).isEmpty();
    repaired(series, 2, 10, "102");
    trade(series, 4, 42, "103", "1", Side.BUY);

    assertThat(last("10s", 10).prices()).contains(Candle.Prices.flat(new BigDecimal("102")));
    assertThat(last("10s", 30).prices()).contains(Candle.Prices.flat(new BigDecimal("102")));
    assertThat(last("10s", 40).prices()).contains(Candle.Prices.flat(new BigDecimal("103")));
  }

  @Test
  void aSessionThatContinuesNothingLeavesAHoleUpToItsFirstTrade() {
    CandleSeries series = series(CandleSettings.Empty.NONE, "1m");
    trade(series, 1, 0, "100", "1", Side.BUY);
    series.sessionStarted(false);
    trade(series, 9, 90, "100", "1", Side.BUY);
    trade(series, 10, 120, "100", "1", Side.BUY);
    trade(series, 11, 180, "100", "1", Side.BUY);

    assertThat(last("1m", 0).missingMillis()).isEqualTo(60_000);
    assertThat(last("1m", 60).missingMillis()).isEqualTo(30_000);
    assertThat(last("1m", 120).isComplete()).isTrue();
  }

  @Test
  void aTradeMayBeMissingInTheMicrosecondOfThoseAroundAHole() {
    CandleSeries series = running("1m");
    trade(series, 1, 30, "100", "1", Side.BUY);
    series.gap(MIDNIGHT + 30 * SECOND, MIDNIGHT + 30 * SECOND, out);
    trade(series, 3, 30, "100", "1", Side.BUY);
    trade(series, 4, 100, "100", "1", Side.BUY);
    series.gap(MIDNIGHT + 100 * SECOND, MIDNIGHT + 120 * SECOND, out);
    trade(series, 6, 120, "100", "1", Side.BUY);
    trade(series, 7, 180, "100", "1", Side.BUY);
    trade(series, 8, 240, "100", "1", Side.BUY);

    assertThat(last("1m", 0).missingMillis()).isEqualTo(1);
    assertThat(last("1m", 60).missingMillis()).isEqualTo(20_000);
    assertThat(last("1m", 120).missingMillis()).isEqualTo(1);
    assertThat(last("1m", 180).isComplete()).isTrue();
  }

  @Test
  void aHoleOverWhichTheClockWentBackLiesBetweenTheTwoTimes() {
    CandleSeries series = running("1m");
    trade(series, 1, 150, "100", "1", Side.BUY);
    series.gap(MIDNIGHT + 150 * SECOND, MIDNIGHT + 100 * SECOND, out);
    trade(series, 2, 151, "100", "1", Side.BUY);

    assertThat(last("1m", 60).missingMillis()).isEqualTo(20_000);
    assertThat(last("1m", 120).missingMillis()).isEqualTo(30_000);
  }

  @Test
  void aTradeThatIsRepeatedAsLongAsItCouldCountCountsOnce() {
    CandleSeries series = running("1m");
    trade(series, 1, 2, "100", "1", Side.BUY);
    trade(series, 2, 119, "100", "1", Side.BUY);
    trade(series, 1, 2, "100", "1", Side.BUY);
    trade(series, 3, 120, "100", "1", Side.BUY);

    assertThat(last("1m", 0).isFinal()).isTrue();
    assertThat(last("1m", 0).totals().trades()).isEqualTo(1);
    assertThat(out.lateTrades).isEmpty();
  }

  @Test
  void aHoleIsRememberedForTheOldestOpenCandleOfAnyLength() {
    CandleSeries series = running("45s", "1m");
    trade(series, 1, 90, "100", "1", Side.BUY);
    series.gap(MIDNIGHT + 100 * SECOND, MIDNIGHT + 110 * SECOND, out);
    trade(series, 2, 110, "100", "1", Side.BUY);
    // Final are all that end at 120 s; 45 s from 90 s is open, a minute from 60 s is not.
    trade(series, 3, 180, "100", "1", Side.BUY);
    trade(series, 4, 195, "100", "1", Side.BUY);

    assertThat(last("45s", 90).isFinal()).isTrue();
    assertThat(last("45s", 90).missingMillis()).isEqualTo(10_000);
  }

  @Test
  void aTradeTooLateForItsMinuteIsToldInAnHourThatKnewNone() {
    CandleSeries series = running("1m", "1h");
    trade(series, 1, 180, "100", "1", Side.BUY);
    trade(series, 2, 30, "100", "1", Side.BUY);
    trade(series, 3, 190, "100", "1", Side.BUY);

    assertThat(out.lateTrades).extracting(Trade::id).containsExactly(2L);
    assertThat(last("1h", 0).lateTrades()).isEqualTo(1);
    assertThat(last("1h", 0).totals().trades()).isEqualTo(2);
    assertThat(last("1h", 0).isComplete()).isFalse();
  }

  @Test
  void aRepairedTradeDoesNotTellThatTradesAreReadAgain() {
    CandleSeries series = running("1s");
    series.sessionStarted(false);
    repaired(series, 2, 3, "100");
    trade(series, 3, 5, "100", "1", Side.BUY);
    trade(series, 4, 6, "100", "1", Side.BUY);
    trade(series, 5, 7, "100", "1", Side.BUY);

    assertThat(Stream.of(3, 4).map(at -> last("1s", at).isComplete())).containsOnly(false);
    assertThat(last("1s", 6).isComplete()).isTrue();
  }

  @Test
  void recordsThatKafkaDeletedLeaveAHoleUpToTheNextTradeOnce() {
    CandleSeries series = running("1m");
    trade(series, 1, 10, "100", "1", Side.BUY);
    series.recordsLost(PARTITION, 500);
    trade(series, 2, 90, "100", "1", Side.BUY);
    series.recordsLost(PARTITION, 500);
    trade(series, 3, 125, "100", "1", Side.BUY);
    trade(series, 4, 180, "100", "1", Side.BUY);

    assertThat(last("1m", 0).missingMillis()).isEqualTo(50_000);
    assertThat(last("1m", 0).reason()).contains(Reason.LOST);
    assertThat(last("1m", 60).missingMillis()).isEqualTo(30_000);
    assertThat(last("1m", 120).isComplete()).isTrue();
  }

  @Test
  void aGapThatEndsLaterThanTheMarketWasSeenMakesNoCandleBeforeItsPeriodIsOver() {
    CandleSeries series = running("1m");
    trade(series, 1, 20, "100", "1", Side.BUY);
    series.gap(MIDNIGHT + 20 * SECOND, MIDNIGHT + 190 * SECOND, out);

    assertThat(out.revisions)
        .allMatch(candle -> candle.start() <= MIDNIGHT)
        .anyMatch(candle -> candle.start() == MIDNIGHT);

    trade(series, 2, 190, "100", "1", Side.BUY);
    assertThat(last("1m", 60).missingMillis()).isEqualTo(60_000);
    assertThat(last("1m", 120).missingMillis()).isEqualTo(60_000);
  }

  /**
   * Whoever reads no further says so, of every candle that is not over by the trades themselves.
   */
  @Test
  void aCandleIsNotCompleteBeforeTradesWereReadPastItsEnd() {
    CandleSeries series = running("1m", "1h");
    trade(series, 1, 10, "100", "1", Side.BUY);
    trade(series, 2, 59, "101", "1", Side.BUY);
    assertThat(last("1m", 0).reason()).contains(Reason.NOT_PAST_END);
    trade(series, 3, 60, "102", "1", Side.BUY);

    assertThat(last("1m", 0).isComplete()).isTrue();
    assertThat(last("1m", 0).revision()).isEqualTo(1);
    assertThat(last("1m", 60).reason()).contains(Reason.NOT_PAST_END);
    assertThat(last("1m", 60).revision()).isZero();
    assertThat(last("1h", 0).reason()).contains(Reason.NOT_PAST_END);
  }

  /** Two trades of one step: the second one waits for the step's end, or for the batch's. */
  @Test
  void theEndOfABatchShowsWhatWaits() {
    CandleSeries series = running("1m");
    trade(series, 1, 10, "100", "1", Side.BUY);
    trade(series, 2, 10, "101", "1", Side.BUY);
    assertThat(last("1m", 0).totals().trades()).isEqualTo(1);
    series.endOfBatch(out);
    assertThat(last("1m", 0).totals().trades()).isEqualTo(2);
    assertThat(last("1m", 0).reason()).contains(Reason.NOT_PAST_END);
    int rows = out.revisions.size();
    series.endOfBatch(out);
    assertThat(out.revisions).hasSize(rows);
  }

  @Test
  void aLateTradeOfACandleThatIsOverIsShownAtOnce() {
    CandleSeries series = running("1m");
    trade(series, 1, 10, "100", "1", Side.BUY);
    trade(series, 4, 61, "100", "1", Side.BUY);
    repaired(series, 2, 30, "105");
    repaired(series, 3, 31, "106");

    assertThat(last("1m", 0).totals().trades()).isEqualTo(3);
    assertThat(last("1m", 0).isComplete()).isTrue();
    assertThat(last("1m", 0).revision()).isEqualTo(3);
  }

  @Test
  void aRefusedTradeMakesTheCandleOfItsTimeIncomplete() {
    CandleSeries series = running("1s");
    for (int second = 1; second < 9; second++) {
      trade(series, second, second, "100", "1", Side.BUY);
      if (second == 2) {
        series.refused(OptionalLong.of(MIDNIGHT + 2_500_000), out);
      }
      if (second == 5) {
        // At any time up to the next one.
        series.refused(OptionalLong.empty(), out);
      }
    }

    assertThat(Stream.of(1, 3, 4, 7).map(at -> last("1s", at).isComplete())).containsOnly(true);
    assertThat(Stream.of(2, 5, 6).map(at -> last("1s", at).reason()))
        .containsOnly(Optional.of(Reason.REFUSED));
  }

  @Test
  void aGapThatIsRepairedLaterIsNoneAnyMore() {
    CandleSeries series = running("1m");
    trade(series, 1, 10, "100", "1", Side.BUY);
    series.gap(MIDNIGHT + 10 * SECOND, MIDNIGHT + 70 * SECOND, out);
    trade(series, 3, 70, "100", "1", Side.BUY);
    assertThat(last("1m", 0).reason()).contains(Reason.GAP);
    repaired(series, 2, 20, "100");
    series.gapRepaired(MIDNIGHT + 10 * SECOND, MIDNIGHT + 70 * SECOND, out);
    trade(series, 4, 120, "100", "1", Side.BUY);

    assertThat(Stream.of(0, 60).map(at -> last("1m", at).isComplete())).containsOnly(true);
    assertThat(last("1m", 0).totals().trades()).isEqualTo(2);
  }

  /** A proof repeats what the last one said; a gap that is declared later takes it back. */
  @Test
  void whatIsProvenSaysByWhatUntilAGapTakesItBack() {
    CandleSeries series = running("1m");
    trade(series, 1, 10, "100", "1", Side.BUY);
    trade(series, 2, 70, "100", "1", Side.BUY);
    assertThat(last("1m", 0).proven()).isEmpty();
    series.proof(MIDNIGHT - SECOND, MIDNIGHT + 59 * SECOND, ProvenBy.LIST, out);
    assertThat(last("1m", 0).proven()).as("not all of it").isEmpty();
    series.proof(MIDNIGHT - SECOND, MIDNIGHT + 70 * SECOND, ProvenBy.LIST, out);
    assertThat(last("1m", 0).proven()).contains(ProvenBy.LIST);
    int rows = out.revisions.size();
    series.proof(MIDNIGHT - SECOND, MIDNIGHT + 70 * SECOND, ProvenBy.LIST, out);
    assertThat(out.revisions).as("nothing new").hasSize(rows);
    assertThat(last("1m", 60).proven()).as("not over").isEmpty();

    series.gap(MIDNIGHT + 20 * SECOND, MIDNIGHT + 30 * SECOND, out);
    assertThat(last("1m", 0).proven()).isEmpty();
    assertThat(last("1m", 0).reason()).contains(Reason.GAP);
    series.proof(MIDNIGHT - SECOND, MIDNIGHT + 70 * SECOND, ProvenBy.CHAIN, out);
    assertThat(last("1m", 0).isComplete()).as("the later statement holds").isTrue();
    assertThat(last("1m", 0).proven()).contains(ProvenBy.CHAIN);
  }

  /** The events after that of its beginning: one of the same microsecond may be another. */
  @Test
  void aProofThatBeginsInsideACandleProvesNothingOfIt() {
    CandleSeries series = running("1m");
    trade(series, 1, 0, "100", "1", Side.BUY);
    trade(series, 2, 70, "100", "1", Side.BUY);
    series.proof(MIDNIGHT, MIDNIGHT + 70 * SECOND, ProvenBy.LIST, out);
    assertThat(last("1m", 0).proven()).isEmpty();
  }

  /** The channel was read up to there, although nothing that was read happened then. */
  @Test
  void aProofClosesAQuietCandle() {
    CandleSeries series = running("1m");
    trade(series, 1, 10, "100", "1", Side.BUY);
    series.proof(MIDNIGHT - SECOND, MIDNIGHT + 60 * SECOND, ProvenBy.LIST, out);
    assertThat(last("1m", 0).isComplete()).isTrue();
    assertThat(last("1m", 0).proven()).contains(ProvenBy.LIST);

    series.sessionStarted(false);
    series.proof(MIDNIGHT - SECOND, MIDNIGHT + 130 * SECOND, ProvenBy.LIST, out);
    assertThat(series.now()).as("nothing is known").isEqualTo(MIDNIGHT + 60 * SECOND);
  }

  @Test
  void aTradeTooLateForShorterCandlesIsTheReasonOfLongerOnes() {
    CandleSeries series = running("1m", "2m");
    trade(series, 1, 70, "100", "1", Side.BUY);
    trade(series, 3, 140, "100", "1", Side.BUY);
    trade(series, 2, 30, "100", "1", Side.BUY);

    assertThat(last("2m", 0).reason()).contains(Reason.LATE);
  }

  /** Two hours of a trade a second, with the job's default intervals and grace. */
  @Test
  void itsMemoryIsBoundedByTheGrace() throws IOException {
    CandleSeries series =
        new CandleSeries(
            "btcusd",
            new CandleSettings(
                Stream.of("1s", "1m", "5m", "15m", "1h", "1d").map(Interval::parse).toList(),
                600 * SECOND,
                SECOND,
                CandleSettings.Empty.NONE));
    int anHour = 0;
    for (int second = 0; second < 7_200; second++) {
      trade(series, 629_000_000 + second, second, "79829.24", "0.43225827", Side.BUY);
      anHour = second == 3_600 ? bytes(series) : anHour;
    }

    System.out.printf("candles: %d open, %d bytes%n", series.openCandles(), bytes(series));
    assertThat(bytes(series)).isBetween(50_000, 120_000).isLessThan(anHour * 11 / 10);
  }

  /** What the grace costs: a trade a second for longer than it, then as many holes as are kept. */
  @ParameterizedTest
  @CsvSource({"60, 20000", "600, 100000", "3600, 600000"})
  void whatAGraceCosts(int grace, int most) throws IOException {
    CandleSeries series =
        new CandleSeries(
            "btcusd",
            new CandleSettings(
                Stream.of("1s", "1m", "5m", "15m", "1h", "1d").map(Interval::parse).toList(),
                grace * SECOND,
                SECOND,
                CandleSettings.Empty.NONE));
    int seconds = grace + 3_600;
    for (int second = 0; second < seconds; second++) {
      trade(series, 629_000_000 + second, second, "79829.24", "0.43225827", Side.BUY);
    }
    int whole = bytes(series);
    for (int hole = 0; hole < 2_000; hole++) {
      long at = MIDNIGHT + hole * SECOND + 500_000;
      series.gap(at, at, out);
    }
    int withHoles = bytes(series) - whole;

    System.out.printf(
        "candles with a grace of %d s: %d bytes, and %d with 1,024 missing times%n",
        grace, whole, withHoles);
    assertThat(whole).isLessThan(most);
    assertThat(withHoles).isLessThan(30_000);
  }

  private static int bytes(CandleSeries series) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    series.write(new DataOutputStream(bytes));
    return bytes.size();
  }

  /** A series that has read a trade a second before midnight. */
  private CandleSeries running(String... intervals) {
    CandleSeries series = series(CandleSettings.Empty.NONE, intervals);
    trade(series, 999, -1, "100", "1", Side.BUY);
    return series;
  }

  private static CandleSeries series(CandleSettings.Empty empty, String... intervals) {
    return new CandleSeries(
        "btcusd",
        new CandleSettings(
            Stream.of(intervals).map(Interval::parse).toList(), 60 * SECOND, SECOND, empty));
  }

  private static CompletenessRow finals(
      String interval, long from, long until, Optional<Reason> reason) {
    return new CompletenessRow(
        "btcusd",
        CompletenessRow.Rows.CANDLES,
        Optional.of(Interval.parse(interval)),
        MIDNIGHT + from * SECOND,
        MIDNIGHT + until * SECOND,
        reason);
  }

  private Candle last(String interval, long second) {
    return List.copyOf(out.revisions).stream()
        .filter(candle -> candle.interval().toString().equals(interval))
        .filter(candle -> candle.start() == MIDNIGHT + second * SECOND)
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  private void trade(
      CandleSeries series, long id, long second, String price, String amount, Side side) {
    series.trade(
        new Trade(
            id,
            MIDNIGHT + second * SECOND,
            new BigDecimal(price),
            new BigDecimal(amount),
            side,
            false,
            SESSION,
            OptionalLong.empty(),
            OptionalLong.empty()),
        out);
  }

  private void repaired(CandleSeries series, long id, long second, String price) {
    series.trade(
        new Trade(
            id,
            MIDNIGHT + second * SECOND,
            new BigDecimal(price),
            BigDecimal.ONE,
            Side.BUY,
            true,
            SESSION,
            OptionalLong.empty(),
            OptionalLong.empty()),
        out);
  }
}
