package dev.orderflow.spark.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.spark.market.Interval;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CandleAuditTest {

  private static final Interval MINUTE = Interval.parse("1m");
  private final TreeMap<Long, PublishedCandle> ours = new TreeMap<>();
  private final Map<Long, CandleFigures> venue = new TreeMap<>();

  @Test
  void equalNumbersInOtherTextsMatch() {
    ours(0, true, figures("10.50", "11", "10", "10.5", "3"));
    venue.put(0L, figures("10.5", "11.0", "10", "10.50", "3.00000000"));

    CandleAudit.Result result = CandleAudit.compare(ours, venue);

    assertThat(result.mismatches()).isEmpty();
    assertThat(result.matchRate())
        .hasValueSatisfying(rate -> assertThat(rate).isEqualByComparingTo("1"));
  }

  @Test
  void whatDiffersIsNamedWithBothVersions() {
    ours(0, true, figures("10", "11", "10", "10", "3"));
    venue.put(0L, figures("10", "12", "10", "10", "4"));
    ours(60, true, figures("10", "10", "10", "10", "1"));
    venue.put(60L, figures("10", "10", "10", "10", "1"));

    CandleAudit.Result result = CandleAudit.compare(ours, venue);

    assertThat(result.mismatches())
        .singleElement()
        .satisfies(
            mismatch -> {
              assertThat(mismatch.fields()).containsExactly("high", "volume");
              assertThat(mismatch.ours()).contains(ours.get(0L));
              assertThat(mismatch.venue()).contains(venue.get(0L));
            });
    assertThat(result.matchRate()).contains(new BigDecimal("0.500000"));
    assertThat(
            AuditJson.mismatch(
                new PublishedCandle.Series("btcusd", MINUTE), result.mismatches().get(0)))
        .isEqualTo(
            "{\"type\":\"mismatch\",\"market\":\"btcusd\",\"interval\":\"1m\","
                + "\"start\":\"1970-01-01T00:00:00Z\",\"fields\":[\"high\",\"volume\"],"
                + "\"ours\":{},\"venue\":{\"open\":\"10\",\"high\":\"12\",\"low\":\"10\","
                + "\"close\":\"10\",\"volume\":\"4\"}}");
  }

  @Test
  void incompleteCandlesAreCountedAndNotCompared() {
    ours(0, false, figures("10", "11", "10", "10", "3"));
    venue.put(0L, figures("10", "12", "10", "10", "4"));

    CandleAudit.Result result = CandleAudit.compare(ours, venue);

    assertThat(result.compared()).isZero();
    assertThat(result.incomplete()).isOne();
    assertThat(result.matchRate()).isEmpty();
  }

  @Test
  void aCandleThatOneSideLacksIsAMismatchUnlessNothingWasTraded() {
    venue.put(0L, figures("10", "10", "10", "10", "0"));
    venue.put(60L, figures("10", "10", "10", "10", "1"));
    ours(120, true, figures("10", "10", "10", "10", "1"));

    CandleAudit.Result result = CandleAudit.compare(ours, venue);

    assertThat(result.compared()).isEqualTo(2);
    assertThat(result.mismatches())
        .extracting(CandleAudit.Mismatch::start)
        .containsExactly(60L, 120L);
  }

  private void ours(long start, boolean complete, CandleFigures figures) {
    ours.put(
        start,
        new PublishedCandle("btcusd", MINUTE, start, true, complete, Optional.of(figures), "{}"));
  }

  private static CandleFigures figures(
      String open, String high, String low, String close, String volume) {
    return new CandleFigures(
        new BigDecimal(open),
        new BigDecimal(high),
        new BigDecimal(low),
        new BigDecimal(close),
        new BigDecimal(volume));
  }
}
