package dev.orderflow.dashboard.market;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeriesTest {

  private final Revision revision = new Revision();
  private final Series series = new Series(revision, 3);

  @Test
  void aNewReaderGetsAllAndALaterOneWhatChanged() {
    series.put(2, "2");
    series.put(1, "1");
    long seen = revision.current();
    revision.advance();
    series.put(2, "22");

    assertThat(series.since(0, 10)).isEqualTo("[1,22]");
    assertThat(series.since(seen, 10)).isEqualTo("[22]");
    assertThat(series.changedSince(seen)).isTrue();
    assertThat(series.changedSince(revision.current())).isFalse();
    assertThat(series.since(revision.current(), 10)).isEqualTo("[]");
  }

  @Test
  void theLowestKeysGoFirst() {
    for (long key = 1; key <= 5; key++) {
      series.put(key, Long.toString(key));
    }
    assertThat(series.since(0, 10)).isEqualTo("[3,4,5]");
    assertThat(series.since(0, 2)).isEqualTo("[4,5]");
  }

  @Test
  void aValueTooOldForAFullSeriesIsNotKept() {
    for (long key = 11; key <= 13; key++) {
      series.put(key, Long.toString(key));
    }
    series.put(1, "1");
    assertThat(series.since(0, 10)).isEqualTo("[11,12,13]");
  }
}
