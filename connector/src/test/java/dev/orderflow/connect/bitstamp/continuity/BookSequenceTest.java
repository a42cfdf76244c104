package dev.orderflow.connect.bitstamp.continuity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.ChannelKind;
import dev.orderflow.connect.bitstamp.exchange.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BookSequenceTest {

  private static final Channel DIFF = new Channel(ChannelKind.DIFF_ORDER_BOOK, "btcusd");

  private final ScriptedExchange exchange = new ScriptedExchange(1);
  private final ContinuityHarness harness =
      new ContinuityHarness(exchange, ContinuityHarness.SETTINGS, DIFF);
  private final List<Message.Data> published = new ArrayList<>();

  @Test
  void aFrameOfAnOutageIsInsideADeclaredGapAndASnapshotFollows() {
    long session = harness.connect();
    deliver(session, 3);
    harness.disconnect(session);
    Message.Data missed = next();
    deliver(harness.connect(), 3);

    published.remove(missed);
    assertThat(harness.written(DIFF)).isEqualTo(published);
    assertThat(harness.gaps(DIFF, false))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.from().microtimestamp()).isLessThan(missed.microtimestamp());
              assertThat(gap.to().microtimestamp()).isGreaterThan(missed.microtimestamp());
            });
    assertThat(snapshots()).isEqualTo(2);
  }

  @Test
  void aLateFrameIsWrittenAndASnapshotFollows() {
    long session = harness.connect();
    deliver(session, 3);
    Message.Data late = next();
    deliver(session, 1);
    harness.deliver(late, session);
    deliver(session, 2);

    assertThat(harness.written(DIFF)).containsExactlyInAnyOrderElementsOf(published);
    assertThat(harness.gaps(DIFF, false)).isEmpty();
    assertThat(snapshots()).isEqualTo(2);
  }

  /** The late frame of the session before is no sign of where the gap ends. */
  @Test
  void aLateFrameThatWaitsThroughAnOutageDoesNotHideIt() {
    long session = harness.connect();
    deliver(session, 3);
    Message.Data late = next();
    deliver(session, 1);
    harness.deliver(late, session);
    harness.disconnect(session);
    Message.Data missed = next();
    deliver(harness.connect(), 3);

    published.remove(missed);
    assertThat(harness.written(DIFF)).containsExactlyInAnyOrderElementsOf(published);
    assertThat(harness.gaps(DIFF, false))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.from().microtimestamp()).isLessThan(missed.microtimestamp());
              assertThat(gap.to().microtimestamp()).isGreaterThan(missed.microtimestamp());
            });
  }

  @Test
  void whatAnEarlierTaskWroteIsNotWrittenAgain() {
    deliver(harness.connect(), 5);
    harness.restartTask();
    long session = harness.connect();
    published.subList(2, 5).forEach(frame -> harness.deliver(frame, session));
    deliver(session, 2);

    assertThat(harness.written(DIFF)).isEqualTo(published);
    assertThat(harness.gaps(DIFF, false)).as("the new session vouches").isEmpty();
  }

  @Test
  void timeThatGoesBackIsAGapAndNothingIsDropped() {
    long session = harness.connect();
    deliver(session, 5);
    exchange.micros -= Duration.ofHours(1).toNanos() / 1_000;
    deliver(session, 20);

    assertThat(harness.written(DIFF)).isEqualTo(published);
    assertThat(harness.gaps(DIFF, false))
        .singleElement()
        .satisfies(gap -> assertThat(gap.detail()).contains("went back"));
    assertThat(snapshots()).isEqualTo(2);
  }

  private Message.Data next() {
    exchange.micros += 500_000;
    Message.Data frame = new Message.Data(DIFF, "data", exchange.micros, "", "", Message.Data.NONE);
    published.add(frame);
    return frame;
  }

  /** Frames half a second apart; the book that is fetched meanwhile is a little newer. */
  private void deliver(long session, int frames) {
    for (int i = 0; i < frames; i++) {
      harness.deliver(next(), session);
      exchange.micros += 1;
      harness.pass(Duration.ofMillis(500));
    }
  }

  private long snapshots() {
    return harness.outputs.stream().filter(Output.Snapshot.class::isInstance).count();
  }
}
