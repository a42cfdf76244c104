package dev.orderflow.connect.bitstamp.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestLanesTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long FAR = 1_000 * SECOND;

  @Test
  void sendsUrgentRequestsFirst() {
    RequestLanes<String> lanes = new RequestLanes<>(1_000, 0);
    lanes.add("snapshot", Lane.SNAPSHOT, FAR);
    lanes.add("audit", Lane.AUDIT, FAR);
    lanes.add("repair", Lane.REPAIR, FAR);

    assertThat(startAll(lanes, 0)).containsExactly("repair", "audit", "snapshot");
  }

  @Test
  void aRepairFindsAPlaceHoweverManySnapshotsRun() {
    RequestLanes<String> lanes = new RequestLanes<>(1_000, 0);
    for (int i = 0; i < 100; i++) {
      lanes.add("snapshot", Lane.SNAPSHOT, FAR);
    }
    assertThat(startAll(lanes, 0)).hasSize(4);
    lanes.add("repair", Lane.REPAIR, FAR);
    lanes.add("second repair", Lane.REPAIR, FAR);

    assertThat(startAll(lanes, 0)).containsExactly("repair");
    lanes.finished();
    assertThat(startAll(lanes, 0)).containsExactly("second repair");
  }

  @Test
  void staysWithinTheLimitOfTenMinutesFromTheFirstSecondOn() {
    RequestLanes<String> lanes = new RequestLanes<>(1_000, 0);
    int sent = 0;
    for (long now = 0; now < 600 * SECOND; now += SECOND / 10) {
      for (int i = 0; i < 5; i++) {
        lanes.add("repair", Lane.REPAIR, now + SECOND / 10);
      }
      int started = startAll(lanes, now).size();
      for (int i = 0; i < started; i++) {
        lanes.finished();
      }
      sent += started;
      lanes.expired(now + SECOND / 10);
    }
    assertThat(sent).isBetween(9_900, 10_000);
  }

  /** As many tasks share a small limit. */
  @ParameterizedTest
  @ValueSource(doubles = {0.3, 1, 3, 3.4, 6})
  void theSmallestLimitLeavesATurnForEveryLane(double perMinute) {
    RequestLanes<String> lanes = new RequestLanes<>(perMinute, 0);
    for (Lane lane : Lane.values()) {
      lanes.add(lane.name(), lane, FAR);
    }
    List<String> started = new ArrayList<>();
    for (long now = 0; now < 1_000 * SECOND; now += SECOND) {
      startAll(lanes, now)
          .forEach(
              name -> {
                lanes.finished();
                started.add(name);
              });
    }
    assertThat(started).containsExactly("REPAIR", "AUDIT", "SNAPSHOT");
  }

  @Test
  void keepsTokensForRepairs() {
    RequestLanes<String> lanes = new RequestLanes<>(50, 0);
    int snapshots = 0;
    for (int i = 0; i < 30; i++) {
      lanes.add("snapshot", Lane.SNAPSHOT, FAR);
      int started = startAll(lanes, 0).size();
      snapshots += started;
      for (int j = 0; j < started; j++) {
        lanes.finished();
      }
    }
    assertThat(snapshots).as("of twenty tokens five are kept").isEqualTo(15);
    lanes.add("repair", Lane.REPAIR, FAR);
    assertThat(startAll(lanes, 0)).containsExactly("repair");
  }

  @Test
  void givesUpWhatHasWaitedForTooLong() {
    RequestLanes<String> lanes = new RequestLanes<>(1_000, 0);
    lanes.add("soon", Lane.SNAPSHOT, SECOND);
    lanes.add("later", Lane.SNAPSHOT, 2 * SECOND);
    assertThat(lanes.expired(SECOND - 1)).isEmpty();
    assertThat(lanes.expired(SECOND)).containsExactly("soon");
    assertThat(lanes.isWaiting()).isTrue();
    assertThat(lanes.expired(2 * SECOND)).containsExactly("later");
    assertThat(lanes.isWaiting()).isFalse();
  }

  @Test
  void sendsNothingWhileTheExchangeWantsToBeLeftAlone() {
    RequestLanes<String> lanes = new RequestLanes<>(1_000, 0);
    lanes.pause(0, Duration.ofSeconds(7));
    lanes.pause(0, Duration.ofSeconds(1));
    lanes.add("repair", Lane.REPAIR, FAR);
    assertThat(lanes.start(7 * SECOND - 1)).isEmpty();
    assertThat(lanes.start(7 * SECOND)).contains("repair");
  }

  private static List<String> startAll(RequestLanes<String> lanes, long now) {
    List<String> started = new ArrayList<>();
    for (var next = lanes.start(now); next.isPresent(); next = lanes.start(now)) {
      started.add(next.get());
    }
    return started;
  }
}
