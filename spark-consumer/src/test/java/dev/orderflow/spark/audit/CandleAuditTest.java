package dev.orderflow.spark.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.spark.market.Interval;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CandleAuditTest {

  private static final long START = 1_767_225_600_000_000L;
  private static final Interval MINUTE = Interval.parse("1m");
  private final TreeMap<Long, PublishedCandle> ours = new TreeMap<>();
  private final Map<Long, CandleFigures> venue = new TreeMap<>();

  @Test
  void equalNumbersInOtherTextsMatch() {
    ours(0, true, figures("10.50", "11", "10", "10.5", "3"));
    venue.put(START + 0 * 1_000_000L, figures("10.5", "11.0", "10", "10.50", "3.00000000"));

    CandleAudit.Result result = CandleAudit.compare(ours, venue);

    assertThat(result.mismatches()).isEmpty();
    assertThat(result.matchRate())
        .hasValueSatisfying(rate -> assertThat(rate).isEqualByComparingTo("1"));
  }

  @Test
  void whatDiffersIsNamedWithBothVersions() throws IOException {
    ours(0, true, figures("10", "11", "10", "10", "3"));
    venue.put(START + 0 * 1_000_000L, figures("10", "12", "10", "10", "4"));
    ours(60, true, figures("10", "10", "10", "10", "1"));
    venue.put(START + 60 * 1_000_000L, figures("10", "10", "10", "10", "1"));

    CandleAudit.Result result = CandleAudit.compare(ours, venue);

    assertThat(result.mismatches())
        .singleElement()
        .satisfies(
            mismatch -> {
              assertThat(mismatch.fields()).containsExactly("high", "volume");
              assertThat(mismatch.ours()).contains(ours.get(START));
              assertThat(mismatch.venue()).contains(venue.get(START));
            });
    assertThat(result.matchRate()).contains(new BigDecimal("0.500000"));
    PublishedCandle.Series series = new PublishedCandle.Series("btcusd", MINUTE);
    assertThat(AuditJson.mismatch(series, result.mismatches().get(0)) + "\n")
        .isEqualTo(example("audit-mismatch.json"));
    assertThat(AuditJson.summary(series, START, START + MINUTE.micros(), result) + "\n")
        .isEqualTo(example("audit-summary.json"));
  }

  private static String example(String name) throws IOException {
    return Files.readString(Path.of(System.getProperty("records")).resolve(name));
  }

  @Test
  void incompleteCandlesAreCountedAndNotCompared() {
    ours(0, false, figures("10", "11", "10", "10", "3"));
    venue.put(START + 0 * 1_000_000L, figures("10", "12", "10", "10", "4"));

    CandleAudit.Result result = CandleAudit.compare(ours, venue);

    assertThat(result.compared()).isZero();
    assertThat(result.incomplete()).isOne();
    assertThat(result.matchRate()).isEmpty();
  }

  @Test
  void aCandleThatOneSideLacksIsAMismatchUnlessNothingWasTraded() {
    venue.put(START + 0 * 1_000_000L, figures("10", "10", "10", "10", "0"));
    venue.put(START + 60 * 1_000_000L, figures("10", "10", "10", "10", "1"));
    ours(120, true, figures("10", "10", "10", "10", "1"));

    CandleAudit.Result result = CandleAudit.compare(ours, venue);

    assertThat(result.compared()).isEqualTo(2);
    assertThat(result.mismatches())
        .extracting(CandleAudit.Mismatch::start)
        .containsExactly(START + 60_000_000, START + 120_000_000);
  }

  private void ours(long second, boolean complete, CandleFigures figures) {
    long start = START + second * 1_000_000;
    ours.put(
        start,
        new PublishedCandle(
            "btcusd",
            MINUTE,
            start,
            true,
            complete,
            Optional.of(figures),
            "{\"market\":\"btcusd\"}"));
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
