package dev.orderflow.dashboard.market;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.dashboard.market.Coverage.Down;
import dev.orderflow.dashboard.market.Coverage.Summary;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoverageTest {

  private static final String ORDERS = "live_orders_btcusd";
  private static final String TRADES = "live_trades_btcusd";
  private static final long SECOND = 1_000_000;
  private static final long START = 1_788_551_700L * SECOND;
  private static final long NOW = START + 2 * Coverage.WINDOW;

  private final Coverage coverage = new Coverage();

  private static Summary hour(String percent, long missingMs, int repaired, int unrepaired) {
    return new Summary(
        (NOW - Coverage.WINDOW) / 1_000,
        NOW / 1_000,
        percent,
        missingMs,
        repaired,
        unrepaired,
        List.of());
  }

  @Test
  void sessionsWhoseEndNobodyToldAreForgottenForNewerOnes() {
    coverage.sessionStarted(ORDERS, "kept");
    for (int i = 0; i < Coverage.MOST_SESSIONS; i++) {
      coverage.saw(START, ORDERS, "lost-" + i);
      coverage.saw(START, ORDERS, "kept");
    }
    for (int i = 1; i < Coverage.MOST_SESSIONS; i++) {
      coverage.sessionEnded(ORDERS, "lost-" + i, START);
    }
    assertThat(coverage.summary(NOW).down()).isEmpty();
    coverage.sessionEnded(ORDERS, "kept", START);
    assertThat(coverage.summary(NOW).down()).containsExactly(new Down(ORDERS, START / 1_000));
  }

  @Test
  void channelsBeyondTheMostAreNotFollowed() {
    for (int i = 0; i <= Coverage.MOST_CHANNELS; i++) {
      coverage.sessionStarted("channel-" + i, "1");
    }
    for (int i = 0; i <= Coverage.MOST_CHANNELS; i++) {
      coverage.sessionEnded("channel-" + i, "1", START);
    }
    assertThat(coverage.summary(NOW).down()).hasSize(Coverage.MOST_CHANNELS);
  }

  @Test
  void nothingIsClaimedBeforeTheFirstEvent() {
    assertThat(coverage.summary(NOW))
        .isEqualTo(new Summary(NOW / 1_000, NOW / 1_000, "", 0, 0, 0, List.of()));
  }

  @Test
  void overlappingGapsOfTwoChannelsCountOnce() {
    coverage.saw(START, ORDERS, "");
    coverage.add(gap(ORDERS, NOW - 100 * SECOND, NOW - 64 * SECOND, false));
    coverage.add(gap(TRADES, NOW - 90 * SECOND, NOW - 54 * SECOND, false));
    // 46 of 3600 seconds are missing: 98.7222… %.
    assertThat(coverage.summary(NOW)).isEqualTo(hour("98.722", 46_000, 0, 2));
  }

  @Test
  void aGapInsideAnotherAddsNothingWhateverTheirOrder() {
    coverage.saw(START, ORDERS, "");
    coverage.add(gap(TRADES, NOW - 80 * SECOND, NOW - 70 * SECOND, false));
    coverage.add(gap(ORDERS, NOW - 100 * SECOND, NOW - 64 * SECOND, false));
    coverage.add(gap(ORDERS, NOW - 64 * SECOND, NOW - 63 * SECOND, false));
    assertThat(coverage.summary(NOW).missingMs()).isEqualTo(37_000);
  }

  @Test
  void theWindowBeginsWhereKnowledgeDoes() {
    coverage.saw(NOW - 100 * SECOND, ORDERS, "");
    coverage.saw(NOW - 50 * SECOND, ORDERS, "");
    coverage.add(gap(ORDERS, NOW - 10 * SECOND, NOW, false));
    assertThat(coverage.summary(NOW))
        .isEqualTo(
            new Summary(
                (NOW - 100 * SECOND) / 1_000, NOW / 1_000, "90.000", 10_000, 0, 1, List.of()));
  }

  @Test
  void aGapCountsAsFarAsItLiesInTheWindow() {
    coverage.saw(START, ORDERS, "");
    coverage.add(gap(ORDERS, START, NOW - Coverage.WINDOW + 18 * SECOND, false));
    coverage.add(gap(ORDERS, NOW - 18 * SECOND, NOW + 5 * SECOND, false));
    assertThat(coverage.summary(NOW)).isEqualTo(hour("99.000", 36_000, 0, 2));
  }

  @Test
  void nothingButMissingIsZeroPercent() {
    coverage.saw(NOW - 100 * SECOND, ORDERS, "");
    coverage.add(gap(ORDERS, START, NOW, false));
    assertThat(coverage.summary(NOW).percent()).isEqualTo("0.000");
  }

  @Test
  void anEventThatIsAheadOfTheClockLeavesNoTimeToMiss() {
    coverage.saw(NOW + SECOND, ORDERS, "");
    coverage.add(gap(ORDERS, NOW - SECOND, NOW + SECOND, false));
    assertThat(coverage.summary(NOW))
        .isEqualTo(new Summary(NOW / 1_000, NOW / 1_000, "100", 0, 0, 1, List.of()));
  }

  @Test
  void onlyNothingMissingIsHundredPercent() {
    coverage.saw(START, ORDERS, "");
    coverage.add(gap(ORDERS, NOW - 50 * SECOND, NOW - 50 * SECOND + 1, false));
    assertThat(coverage.summary(NOW)).isEqualTo(hour("99.999", 1, 0, 1));
  }

  @Test
  void millisecondsThatAreMissingAreRoundedUpFromWhatIsMore() {
    coverage.saw(START, ORDERS, "");
    coverage.add(gap(ORDERS, NOW - 50 * SECOND, NOW - 50 * SECOND + 1_000, false));
    assertThat(coverage.summary(NOW).missingMs()).isEqualTo(1);
    coverage.add(gap(ORDERS, NOW - 40 * SECOND, NOW - 40 * SECOND + 1, false));
    assertThat(coverage.summary(NOW).missingMs()).isEqualTo(2);
  }

  @Test
  void aRepairedGapMissesNothing() {
    coverage.saw(START, ORDERS, "");
    coverage.add(gap(ORDERS, NOW - 50 * SECOND, NOW - 40 * SECOND, true));
    assertThat(coverage.summary(NOW)).isEqualTo(hour("100", 0, 1, 0));
  }

  @Test
  void gapsBeforeTheWindowAreForgotten() {
    coverage.saw(START, ORDERS, "");
    coverage.add(gap(ORDERS, START, NOW - Coverage.WINDOW - 1, false));
    coverage.add(gap(ORDERS, START, NOW - Coverage.WINDOW - 1, true));
    assertThat(coverage.summary(NOW)).isEqualTo(hour("100", 0, 0, 0));
    coverage.add(gap(ORDERS, START, NOW - Coverage.WINDOW, false));
    assertThat(coverage.summary(NOW)).isEqualTo(hour("100", 0, 0, 1));
  }

  @Test
  void theNewestThousandGapsAreKept() {
    coverage.saw(START, ORDERS, "");
    coverage.add(gap(ORDERS, NOW - 2_000 * SECOND, NOW - 1_900 * SECOND, false));
    for (int i = 0; i < 999; i++) {
      coverage.add(gap(ORDERS, NOW - i - 1, NOW - i, false));
    }
    assertThat(coverage.summary(NOW).missingMs()).isEqualTo(100_001);
    coverage.add(gap(ORDERS, NOW - 1, NOW, false));
    assertThat(coverage.summary(NOW)).isEqualTo(hour("99.999", 1, 0, 1_000));
  }

  @Test
  void aChannelIsDownFromTheEndOfItsLastSessionToTheNextStart() {
    coverage.saw(START, ORDERS, "1");
    coverage.sessionStarted(ORDERS, "2");
    coverage.sessionEnded(ORDERS, "1", NOW - 60 * SECOND);
    assertThat(coverage.summary(NOW).down()).isEmpty();

    coverage.sessionEnded(ORDERS, "2", NOW - 36 * SECOND);
    coverage.sessionEnded(ORDERS, "2", NOW - 6 * SECOND);
    Summary down = coverage.summary(NOW);
    assertThat(down.percent()).isEqualTo("99.000");
    assertThat(down.down()).containsExactly(new Down(ORDERS, (NOW - 36 * SECOND) / 1_000));

    coverage.sessionStarted(ORDERS, "3");
    assertThat(coverage.summary(NOW)).isEqualTo(hour("100", 0, 0, 0));
  }

  @Test
  void theEndOfASessionThatWasNeverHeardOfIsAnEndToo() {
    coverage.sessionEnded(ORDERS, "1", NOW - 60 * SECOND);
    assertThat(coverage.summary(NOW).down()).hasSize(1);
    coverage.sessionStarted(ORDERS, "2");
    assertThat(coverage.summary(NOW).down()).isEmpty();
  }

  @Test
  void aSessionThatAnEventShowedHoldsTheChannelUp() {
    coverage.saw(START, ORDERS, "1");
    coverage.saw(START, ORDERS, "2");
    coverage.saw(START, ORDERS, "");
    coverage.sessionEnded(ORDERS, "1", NOW - 60 * SECOND);
    assertThat(coverage.summary(NOW).down()).isEmpty();
    coverage.sessionEnded(ORDERS, "2", NOW - 50 * SECOND);
    assertThat(coverage.summary(NOW).down()).hasSize(1);
  }

  private static Gap gap(String channel, long from, long to, boolean repaired) {
    return new Gap(channel, from, to, repaired, "chain-broken");
  }
}
