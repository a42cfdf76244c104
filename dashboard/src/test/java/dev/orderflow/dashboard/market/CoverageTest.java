package dev.orderflow.dashboard.market;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CoverageTest {

  private static final String ORDERS = "live_orders_btcusd";
  private static final String TRADES = "live_trades_btcusd";
  private static final long SECOND = 1_000_000;
  private static final long START = 1_788_551_700L * SECOND;
  private static final long NOW = START + 2 * Coverage.WINDOW;

  private final Coverage coverage = new Coverage();

  @Test
  void nothingIsClaimedBeforeTheFirstEvent() {
    assertThat(coverage.json(NOW)).contains("\"percent\":null");
  }

  @Test
  void overlappingGapsOfTwoChannelsCountOnce() {
    coverage.saw(START, ORDERS, "");
    coverage.add(gap(ORDERS, NOW - 100 * SECOND, NOW - 64 * SECOND, false));
    coverage.add(gap(TRADES, NOW - 90 * SECOND, NOW - 54 * SECOND, false));
    // 46 of 3600 seconds are missing: 98.7222… %.
    assertThat(coverage.json(NOW))
        .contains("\"percent\":\"98.722\"", "\"missing_ms\":46000", "\"unrepaired\":2");
  }

  @Test
  void theWindowBeginsWhereKnowledgeDoes() {
    coverage.saw(NOW - 100 * SECOND, ORDERS, "");
    coverage.add(gap(ORDERS, NOW - 10 * SECOND, NOW, false));
    assertThat(coverage.json(NOW)).contains("\"percent\":\"90.000\"");
  }

  @Test
  void onlyNothingMissingIsHundredPercent() {
    coverage.saw(START, ORDERS, "");
    coverage.add(gap(ORDERS, NOW - 50 * SECOND, NOW - 50 * SECOND + 1, false));
    assertThat(coverage.json(NOW)).contains("\"percent\":\"99.999\"", "\"missing_ms\":1,");
  }

  @Test
  void aRepairedGapMissesNothing() {
    coverage.saw(START, ORDERS, "");
    coverage.add(gap(ORDERS, NOW - 50 * SECOND, NOW - 40 * SECOND, true));
    assertThat(coverage.json(NOW)).contains("\"percent\":\"100\"", "\"repaired\":1");
  }

  @Test
  void gapsBeforeTheWindowAreForgotten() {
    coverage.saw(START, ORDERS, "");
    coverage.add(gap(ORDERS, START, NOW - Coverage.WINDOW - SECOND, false));
    assertThat(coverage.json(NOW)).contains("\"percent\":\"100\"", "\"unrepaired\":0");
  }

  @Test
  void aChannelIsDownFromTheEndOfItsLastSessionToTheNextStart() {
    coverage.saw(START, ORDERS, "1");
    coverage.sessionStarted(ORDERS, "2");
    coverage.sessionEnded(ORDERS, "1", NOW - 60 * SECOND);
    assertThat(coverage.json(NOW)).contains("\"down\":[]");

    coverage.sessionEnded(ORDERS, "2", NOW - 36 * SECOND);
    assertThat(coverage.json(NOW))
        .contains("\"percent\":\"99.000\"")
        .contains("\"down\":[[\"" + ORDERS + "\"," + (NOW - 36 * SECOND) / 1_000 + "]]");

    coverage.sessionStarted(ORDERS, "3");
    assertThat(coverage.json(NOW)).contains("\"percent\":\"100\"", "\"down\":[]");
  }

  private static Gap gap(String channel, long from, long to, boolean repaired) {
    return new Gap(channel, from, to, repaired, "chain-broken");
  }
}
