package dev.orderflow.connect.bitstamp.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FeedEventQueueTest {

  private static final Duration NOW = Duration.ZERO;

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void returnsWhatWentInInOrder() throws Exception {
    FeedEventQueue queue = new FeedEventQueue(10, 1_000);
    queue.enqueue(frame(1, 10));
    queue.enqueue(new FeedEvent.Ended(1, 0, EndReason.NO_DATA, "", false));
    queue.enqueue(frame(2, 10));
    assertThat(queue.poll(2, NOW)).hasSize(2);
    assertThat(queue.poll(10, NOW)).extracting(FeedEvent::session).containsExactly(2L);
    assertThat(queue.poll(10, NOW)).isEmpty();
  }

  @Test
  void saysWhenEitherBoundIsPassedAndCountsBackToZero() throws Exception {
    FeedEventQueue queue = new FeedEventQueue(3, 100);
    assertThat(queue.enqueue(frame(1, 60))).isTrue();
    assertThat(queue.enqueue(frame(2, 40))).isTrue();
    assertThat(queue.enqueue(frame(3, 1))).isFalse();
    assertThat(queue.awaitRoom(NOW)).isFalse();
    queue.poll(3, NOW);
    assertThat(queue.awaitRoom(NOW)).isTrue();
    assertThat(queue.fill()).isEqualTo(new FeedEventQueue.Fill(0, 3, 0, 100, 0));
    for (int i = 0; i < 3; i++) {
      assertThat(queue.enqueue(frame(i, 1))).isTrue();
    }
    assertThat(queue.enqueue(frame(9, 1))).isFalse();
  }

  /** A backlog shows so, as while a connector is paused. */
  @Test
  void tellsSinceWhenTheOldestEventWaits() throws Exception {
    FeedEventQueue queue = new FeedEventQueue(10, 1_000);
    queue.enqueue(new FeedEvent.MalformedFrame(1, 5_000, "", "", 10));
    queue.enqueue(new FeedEvent.MalformedFrame(1, 9_000, "", "", 10));
    assertThat(queue.fill().oldestAt()).isEqualTo(5_000);
    queue.poll(1, NOW);
    assertThat(queue.fill().oldestAt()).isEqualTo(9_000);
    queue.poll(1, NOW);
    assertThat(queue.fill().oldestAt()).isZero();
  }

  @Test
  void aSingleFrameLargerThanTheBoundHasRoom() {
    FeedEventQueue queue = new FeedEventQueue(3, 100);
    assertThat(queue.enqueue(frame(1, 1_000))).isTrue();
    assertThat(queue.enqueue(frame(2, 1))).isFalse();
  }

  /** What a waiting thread holds is in the queue already, so nothing can get before it. */
  @Test
  void nothingOvertakesTheFrameWhoseThreadWaitsForRoom() throws Exception {
    FeedEventQueue queue = new FeedEventQueue(1, 100);
    queue.enqueue(frame(1, 1));
    CountDownLatch waiting = new CountDownLatch(1);
    Future<Boolean> room =
        threads.submit(
            () -> {
              queue.enqueue(frame(2, 1));
              waiting.countDown();
              return queue.awaitRoom(Duration.ofSeconds(20));
            });
    waiting.await();
    queue.enqueue(new FeedEvent.Ended(2, 0, EndReason.NO_HEARTBEAT, "", false));
    queue.enqueue(new FeedEvent.Subscribed(3, 0, new Channel(ChannelKind.LIVE_TRADES, "btcusd")));

    assertThat(queue.poll(10, NOW)).extracting(FeedEvent::session).containsExactly(1L, 2L, 2L, 3L);
    assertThat(room.get()).isTrue();
  }

  @Test
  void aPollWaitsForAnEvent() throws Exception {
    FeedEventQueue queue = new FeedEventQueue(1, 100);
    Future<List<FeedEvent>> polled = threads.submit(() -> queue.poll(1, Duration.ofSeconds(20)));
    queue.enqueue(frame(1, 1));
    assertThat(polled.get()).hasSize(1);
  }

  @Test
  void aFailureComesOutOfTheNextPollThoughFramesWait() {
    FeedEventQueue queue = new FeedEventQueue(10, 100);
    queue.enqueue(frame(1, 1));
    Error error = new StackOverflowError("deep");
    queue.fail(error);
    queue.fail(new IllegalStateException("later"));

    assertThatThrownBy(() -> queue.poll(10, NOW)).isInstanceOf(FeedFailure.class).hasCause(error);
    assertThatThrownBy(queue::throwFailure).isInstanceOf(FeedFailure.class);
  }

  @Test
  void aFailureEndsAPollThatWaits() {
    FeedEventQueue queue = new FeedEventQueue(10, 100);
    Future<List<FeedEvent>> polled = threads.submit(() -> queue.poll(1, Duration.ofSeconds(20)));
    queue.fail(new IllegalStateException("broken"));

    assertThatThrownBy(polled::get).hasRootCauseMessage("broken");
  }

  @Test
  void isLowOnlyWhenHalfOfBothBoundsIsFree() {
    assertThat(new FeedEventQueue.Fill(5, 10, 50, 100, 0).isLow()).isTrue();
    assertThat(new FeedEventQueue.Fill(6, 10, 0, 100, 0).isLow()).isFalse();
    assertThat(new FeedEventQueue.Fill(0, 10, 51, 100, 0).isLow()).isFalse();
  }

  @Test
  void losesNothingAndKeepsEachWritersOrder() throws Exception {
    int writers = 4;
    int each = 50_000;
    FeedEventQueue queue = new FeedEventQueue(100, 10_000);
    List<Future<?>> done = new ArrayList<>();
    for (int writer = 0; writer < writers; writer++) {
      long session = writer;
      done.add(
          threads.submit(
              () -> {
                for (int i = 0; i < each; i++) {
                  if (!queue.enqueue(new FeedEvent.MalformedFrame(session, i, "", "", 30))
                      && !queue.awaitRoom(Duration.ofSeconds(20))) {
                    throw new IllegalStateException("no room in 20 s");
                  }
                }
                return null;
              }));
    }
    long[] next = new long[writers];
    for (int total = 0; total < writers * each; ) {
      for (FeedEvent event : queue.poll(64, Duration.ofSeconds(20))) {
        assertThat(event.at()).isEqualTo(next[(int) event.session()]++);
        total++;
      }
      assertThat(queue.fill().bytes()).isLessThanOrEqualTo(10_000 + 30 * writers);
      assertThat(queue.fill().frames()).isLessThanOrEqualTo(100 + writers);
    }
    for (Future<?> writer : done) {
      writer.get(1, TimeUnit.SECONDS);
    }
  }

  private static FeedEvent frame(long session, int bytes) {
    return new FeedEvent.MalformedFrame(session, 0, "", "", bytes);
  }
}
