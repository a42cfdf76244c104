package dev.orderflow.connect.bitstamp.continuity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Remembers the newest 20,000 ids, whatever has been forgotten before them. */
class RecentIdsTest {

  private static final int REMEMBERED = 20_000;

  private final RecentIds recent = new RecentIds();

  @Test
  void knowsWhatWasAddedAndNothingElse() {
    assertThat(recent.contains(id(0))).isFalse();
    for (int i = 0; i < 1_000; i += 2) {
      recent.add(id(i));
    }
    for (int i = 0; i < 1_000; i++) {
      assertThat(recent.contains(id(i))).as(id(i)).isEqualTo(i % 2 == 0);
    }
  }

  @Test
  void forgetsTheOldest() {
    int added = 3 * REMEMBERED + 7;
    for (int i = 0; i < added; i++) {
      recent.add(id(i));
    }
    assertThat(recent.contains(id(added - REMEMBERED - 1))).isFalse();
    for (int i = added - REMEMBERED; i < added; i++) {
      assertThat(recent.contains(id(i))).as(id(i)).isTrue();
    }
    assertThat(recent.contains(id(added))).isFalse();
  }

  @Test
  void beginsAnewWhenIdsGoBack() {
    for (int i = 500; i < 900; i++) {
      recent.add(id(i));
    }
    recent.add(id(10));
    recent.add(id(11));
    assertThat(recent.contains(id(10))).isTrue();
    assertThat(recent.contains(id(11))).isTrue();
    assertThat(recent.contains(id(899))).isFalse();
  }

  private static String id(int number) {
    return String.format("%08d", number);
  }
}
