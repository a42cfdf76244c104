package dev.orderflow.spark.market.candle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.Trade;
import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CandleSeriesTest {

  private static final long SECOND = 1_000_000;
  private static final long MIDNIGHT = 1_767_225_600L * SECOND;
  private static final long SESSION = 7;
  private static final String PARTITION = "testTopic-0";

  private final RecordedCandles out = new RecordedCandles();

  @Test
  void oneMinuteByHand() {
    CandleSeries series = series(CandleSettings.Empty.NONE, "1m");
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
    assertThat(CandleJson.value("btcusd", first))
        .isEqualTo(
            "{\"market\":\"btcusd\",\"interval\":\"1m\",\"start\":\"2026-01-01T00:00:00Z\","
                + "\"end\":\"2026-01-01T00:01:00Z\",\"open\":\"100.1\",\"high\":\"101\","
                + "\"low\":\"99.9\",\"close\":\"101\",\"volume\":\"3\",\"quote_volume\":\"300.175\","
                + "\"vwap\":\"100.0583333333333\",\"trades\":4,\"buy_volume\":\"0.75\","
                + "\"sell_volume\":\"2.25\",\"first_trade_id\":1,\"last_trade_id\":4,"
                + "\"complete\":true,\"missing_ms\":0,\"late_trades\":0,\"repaired_trades\":0,"
                + "\"final\":false,\"revised\":false,\"revision\":4}");
    assertThat(CandleJson.key("btcusd", first)).isEqualTo("btcusd|1m|2026-01-01T00:00:00Z");
  }

  @Test
  void theCandleInWhichReadingBeginsIsIncompleteByWhatPassedBefore() {
    CandleSeries series = series(CandleSettings.Empty.NONE, "1m");
    trade(series, 1, 37, "100", "1", Side.BUY);
    trade(series, 2, 60, "100", "1", Side.BUY);

    assertThat(last("1m", 0).missingMillis()).isEqualTo(37_000);
    assertThat(last("1m", 0).isComplete()).isFalse();
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
    CandleSeries series = series(CandleSettings.Empty.NONE, "1m");
    trade(series, 1, 0, "100", "1", Side.BUY);
    trade(series, 2, 130, "100", "1", Side.BUY);
    series.gap(MIDNIGHT + 65 * SECOND - 1, MIDNIGHT + 75 * SECOND, out);
    assertThat(last("1m", 60).missingMillis()).isEqualTo(10_000);
    assertThat(out.lateHoles).isEmpty();

    trade(series, 3, 300, "100", "1", Side.BUY);
    series.gap(MIDNIGHT + 10 * SECOND - 1, MIDNIGHT + 20 * SECOND, out);
    assertThat(out.lateHoles)
        .containsExactly(new long[] {MIDNIGHT + 10 * SECOND, MIDNIGHT + 20 * SECOND});
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
  void orderEventsMoveTimeOnlyInASessionThatDeliversTrades() {
    CandleSeries series = series(CandleSettings.Empty.NONE, "1m");
    trade(series, 1, 0, "100", "1", Side.BUY);
    series.orderEvent(MIDNIGHT + 500 * SECOND, SESSION + 1, PARTITION, out);
    series.orderEvent(MIDNIGHT + 500 * SECOND, SESSION, "testTopic-1", out);
    assertThat(series.now()).isEqualTo(MIDNIGHT);

    series.orderEvent(MIDNIGHT + 125 * SECOND, SESSION, PARTITION, out);
    assertThat(series.now()).isEqualTo(MIDNIGHT + 120 * SECOND);
    assertThat(last("1m", 0).isFinal()).isTrue();

    series.sessionEnded(SESSION);
    series.orderEvent(MIDNIGHT + 300 * SECOND, SESSION, PARTITION, out);
    assertThat(series.now()).isEqualTo(MIDNIGHT + 120 * SECOND);
  }

  @Test
  void aSessionThatContinuesNothingLeavesAHoleUpToItsFirstTrade() {
    CandleSeries series = series(CandleSettings.Empty.NONE, "1m");
    trade(series, 1, 0, "100", "1", Side.BUY);
    series.sessionStarted(false);
    trade(series, 9, 90, "100", "1", Side.BUY);
    trade(series, 10, 120, "100", "1", Side.BUY);

    assertThat(last("1m", 0).missingMillis()).isEqualTo(60_000);
    assertThat(last("1m", 60).missingMillis()).isEqualTo(30_000);
    assertThat(last("1m", 120).isComplete()).isTrue();
  }

  private static CandleSeries series(CandleSettings.Empty empty, String... intervals) {
    return new CandleSeries(
        new CandleSettings(
            Stream.of(intervals).map(Interval::parse).toList(), 60 * SECOND, SECOND, empty));
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
        PARTITION,
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
        PARTITION,
        out);
  }
}
