package dev.orderflow.dashboard.market;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeriesTest {

  private long round = 1;
  private final Series<String> series = new Series<>(() -> round, 3);

  @Test
  void aNewReaderGetsAllAndALaterOneWhatChanged() {
    series.put(2, "2");
    series.put(1, "1");
    long seen = round++;
    series.put(2, "22");

    assertThat(series.since(0, 10)).containsExactly("1", "22");
    assertThat(series.since(seen, 10)).containsExactly("22");
    assertThat(series.changedSince(seen)).isTrue();
    assertThat(series.changedSince(round)).isFalse();
    assertThat(series.since(round, 10)).isEmpty();
  }

  @Test
  void theLowestKeysGoFirst() {
    for (long key = 1; key <= 5; key++) {
      series.put(key, Long.toString(key));
    }
    assertThat(series.since(0, 10)).containsExactly("3", "4", "5");
    assertThat(series.since(0, 2)).containsExactly("4", "5");
  }

  @Test
  void aValueTooOldForAFullSeriesIsNotKept() {
    for (long key = 11; key <= 13; key++) {
      series.put(key, Long.toString(key));
    }
    series.put(1, "1");
    assertThat(series.since(0, 10)).containsExactly("11", "12", "13");
  }
}
