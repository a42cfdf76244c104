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

  /** Two servers of the exchange, or two readers here, are not equally far. */
  @Test
  void aNewSessionThatIsASecondAheadOfTheOldOneIsNoGap() {
    long old = harness.connect();
    deliver(old, 3);
    Message.Data ahead = next();
    long session = harness.connect();
    harness.deliver(ahead, session);
    harness.pass(Duration.ofSeconds(1));
    harness.deliver(ahead, old);
    harness.pass(Duration.ofSeconds(3));

    assertThat(harness.written(DIFF)).isEqualTo(published);
    assertThat(harness.gaps(DIFF, false)).isEmpty();
  }

  /**
   * What it brings as the second one tells how far it has come, and that it is to be waited for.
   */
  @Test
  void aSessionThatIsAlwaysTheSecondIsWaitedForAllTheSame() {
    long first = harness.connect();
    long second = harness.connect();
    for (int i = 0; i < 5; i++) {
      Message.Data frame = next();
      harness.deliver(frame, first);
      harness.pass(ContinuityHarness.SETTINGS.mergeWait().plusMillis(100));
      harness.deliver(frame, second);
    }
    harness.disconnect(first);
    Message.Data ahead = next();
    harness.deliver(ahead, harness.connect());
    harness.pass(Duration.ofSeconds(1));
    harness.deliver(ahead, second);
    harness.pass(Duration.ofSeconds(3));

    assertThat(harness.written(DIFF)).isEqualTo(published);
    assertThat(harness.gaps(DIFF, false)).isEmpty();
  }

  /** It may have fallen silent long ago: that it is open shows nothing. */
  @Test
  void aNewSessionBesideOneThatBringsNothingIsAGapSoon() {
    deliver(harness.connect(), 3);
    Message.Data ahead = next();
    harness.deliver(ahead, harness.connect());
    harness.pass(Duration.ofSeconds(3));

    assertThat(harness.written(DIFF)).isEqualTo(published);
    assertThat(harness.gaps(DIFF, false)).hasSize(1);
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

  @Test
  void aReplacedSessionThatBroughtAllItWasSentLeavesNoGap() {
    long old = harness.connect();
    deliver(old, 3);
    long successor = harness.connect();
    harness.retire(old);
    deliver(successor, 3);

    assertThat(harness.written(DIFF)).isEqualTo(published);
    assertThat(harness.gaps(DIFF, false)).isEmpty();
    assertThat(snapshots()).as("at the start").isEqualTo(1);
  }

  /** It was open when the successor began, but what was on its way then never came. */
  @Test
  void aReplacedSessionThatBreaksBeforeTheOverlapIsAGap() {
    long old = harness.connect();
    deliver(old, 3);
    Message.Data missed = next();
    long successor = harness.connect();
    harness.disconnect(old);
    deliver(successor, 3);

    assertDeclared(missed);
    assertThat(snapshots()).isEqualTo(2);
  }

  @Test
  void aReplacedSessionThatBreaksAfterTheOverlapIsNone() {
    long old = harness.connect();
    deliver(old, 3);
    long successor = harness.connect();
    Message.Data both = next();
    harness.deliver(both, successor);
    harness.deliver(both, old);
    harness.disconnect(old);
    deliver(successor, 3);

    assertThat(harness.written(DIFF)).isEqualTo(published);
    assertThat(harness.gaps(DIFF, false)).isEmpty();
  }

  /** That it brought something on another channel says nothing of this one. */
  @Test
  void aSessionThatWasHeardFromOnAnotherChannelVouchesForNothing() {
    ContinuityHarness both =
        new ContinuityHarness(exchange, ContinuityHarness.SETTINGS, DIFF, ScriptedExchange.ORDERS);
    assertThat(gapsWhenTheOldBreaks(both, 400_000)).hasSize(1);
  }

  private List<Output.Gap> gapsWhenTheOldBreaks(ContinuityHarness both, long heardLater) {
    long old = both.connect();
    both.deliver(next(), old);
    long successor = both.connect();
    exchange.micros += heardLater;
    both.deliver(exchange.nextOrder(), old);
    both.disconnect(old);
    both.deliver(next(), successor);
    both.pass(Duration.ofSeconds(1));
    return both.gaps(DIFF, false);
  }

  /** What the first of two sockets missed while it was replaced, the silent second missed too. */
  @Test
  void aSilentSessionDoesNotVouchForOneThatIsReplaced() {
    long first = harness.connect();
    long silent = harness.connect();
    deliver(first, 3);
    harness.disconnect(first);
    Message.Data missed = next();
    deliver(harness.connect(), 3);
    harness.disconnect(silent);

    assertDeclared(missed);
  }

  @Test
  void aSessionThatVouchesGoesOnWhileTheOtherIsReplaced() {
    long first = harness.connect();
    long second = harness.connect();
    deliverTwice(first, second, 3);
    harness.disconnect(first);
    deliver(second, 1);
    long third = harness.connect();
    deliverTwice(second, third, 1);
    harness.disconnect(second);
    deliver(third, 2);

    assertThat(harness.written(DIFF)).isEqualTo(published);
    assertThat(harness.gaps(DIFF, false)).isEmpty();
  }

  /** Held back for a stalled session, it is no less vouched for when its own has ended. */
  @Test
  void aHeldFrameOfASessionThatEndedNeedsNoGap() {
    long first = harness.connect();
    deliverTwice(first, harness.connect(), 2);
    harness.deliver(next(), first);
    harness.disconnect(first);
    harness.pass(Duration.ofSeconds(1));

    assertThat(harness.written(DIFF)).isEqualTo(published);
    assertThat(harness.gaps(DIFF, false)).isEmpty();
  }

  @Test
  void dataBeforeTheAcknowledgementHidesNoOutage() {
    long session = harness.connect();
    deliver(session, 3);
    harness.disconnect(session);
    Message.Data missed = next();
    harness.deliver(next(), session + 1);
    deliver(harness.connect(), 3);

    assertDeclared(missed);
  }

  @Test
  void aFrameWithoutATimeHidesNoOutage() {
    long session = harness.connect();
    deliver(session, 3);
    harness.disconnect(session);
    Message.Data missed = next();
    Message.Data timeless = new Message.Data(DIFF, "data", Message.Data.NONE, "", "", 1);
    published.add(timeless);
    long later = harness.connect();
    harness.deliver(timeless, later);
    deliver(later, 3);

    assertDeclared(missed);
  }

  /** The same frame comes over both sockets; another one of the same microsecond is another one. */
  @Test
  void framesOfOneMicrosecondThatDifferAreBothWritten() {
    long first = harness.connect();
    long second = harness.connect();
    deliverTwice(first, second, 3);
    Message.Data one = next();
    published.add(one);
    for (String text : List.of("one", "other")) {
      harness.deliver(one, text, first);
      harness.deliver(one, text, second);
    }
    deliverTwice(first, second, 2);

    assertThat(harness.written(DIFF)).isEqualTo(published);
    assertThat(harness.outputs)
        .filteredOn(output -> output instanceof Output.Event event && event.data().equals(one))
        .extracting(output -> ((Output.Event) output).text())
        .containsExactly("one", "other");
    assertThat(harness.statistics().duplicates()).isEqualTo(7);
    assertThat(snapshots()).isEqualTo(1);
  }

  /** Between it and the one written there may have been more of that microsecond. */
  @Test
  void anotherFrameOfTheLastMicrosecondDoesNotVouchForItsSession() {
    long session = harness.connect();
    deliver(session, 3);
    harness.disconnect(session);
    Message.Data last = published.get(published.size() - 1);
    published.add(last);
    harness.deliver(last, "other", harness.connect());
    deliver(session + 1, 2);

    assertThat(harness.written(DIFF)).isEqualTo(published);
    assertThat(harness.gaps(DIFF, false)).hasSize(1);
  }

  /** Few frames are held for a snapshot; an old one among them is no sign of a new time. */
  @Test
  void aBoundOnWhatIsHeldDoesNotMakeAnOldFrameTheExchangesNewTime() {
    ContinuityHarness few = new ContinuityHarness(exchange, ContinuityHarness.holding(3), DIFF);
    long session = few.connect();
    for (int i = 0; i < 3; i++) {
      few.deliver(next(), session);
      exchange.micros += 1;
      few.pass(Duration.ofSeconds(3));
    }
    few.restartTask();
    few.deliver(published.get(0), few.connect());
    for (int i = 0; i < 3; i++) {
      few.deliver(published.get(i), few.connect());
    }
    few.pass(Duration.ofSeconds(1));

    assertThat(few.written(DIFF)).isEqualTo(published);
    assertThat(few.gaps(DIFF, false)).isEmpty();
    assertThat(few.isWaiting()).isFalse();
  }

  private void assertDeclared(Message.Data missed) {
    published.remove(missed);
    assertThat(harness.written(DIFF)).isEqualTo(published);
    assertThat(harness.gaps(DIFF, false))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.from().microtimestamp()).isLessThan(missed.microtimestamp());
              assertThat(gap.to().microtimestamp()).isGreaterThan(missed.microtimestamp());
            });
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

  private void deliverTwice(long one, long other, int frames) {
    for (int i = 0; i < frames; i++) {
      Message.Data frame = next();
      harness.deliver(frame, one);
      harness.deliver(frame, other);
      exchange.micros += 1;
      harness.pass(Duration.ofMillis(500));
    }
  }

  private long snapshots() {
    return harness.outputs.stream().filter(Output.Snapshot.class::isInstance).count();
  }
}
