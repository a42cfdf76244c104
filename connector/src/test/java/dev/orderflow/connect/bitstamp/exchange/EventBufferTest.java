package dev.orderflow.connect.bitstamp.exchange;

import static org.assertj.core.api.Assertions.assertThat;

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
class EventBufferTest {

  private static final Duration NOW = Duration.ZERO;

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void returnsWhatWentInInOrder() throws Exception {
    EventBuffer buffer = new EventBuffer(10, 1_000);
    buffer.offer(frame(1, 10), NOW);
    buffer.put(new FeedEvent.Ended(1, 0, EndReason.NO_DATA, "", false));
    buffer.offer(frame(2, 10), NOW);
    assertThat(buffer.take(2, NOW)).hasSize(2);
    assertThat(buffer.take(10, NOW)).extracting(FeedEvent::session).containsExactly(2L);
    assertThat(buffer.take(10, NOW)).isEmpty();
  }

  @Test
  void refusesBeyondEitherBoundAndCountsBackToZero() throws Exception {
    EventBuffer buffer = new EventBuffer(3, 100);
    assertThat(buffer.offer(frame(1, 60), NOW)).isTrue();
    assertThat(buffer.offer(frame(2, 41), NOW)).isFalse();
    assertThat(buffer.offer(frame(3, 40), NOW)).isTrue();
    buffer.take(2, NOW);
    assertThat(buffer.fill()).isEqualTo(new EventBuffer.Fill(0, 3, 0, 100));
    for (int i = 0; i < 3; i++) {
      assertThat(buffer.offer(frame(i, 1), NOW)).isTrue();
    }
    assertThat(buffer.offer(frame(9, 1), NOW)).isFalse();
  }

  @Test
  void acceptsASingleFrameLargerThanItsBound() throws Exception {
    EventBuffer buffer = new EventBuffer(3, 100);
    assertThat(buffer.offer(frame(1, 1_000), NOW)).isTrue();
    assertThat(buffer.offer(frame(2, 1), NOW)).isFalse();
  }

  @Test
  void sessionEventsFitIntoAFullBuffer() throws Exception {
    EventBuffer buffer = new EventBuffer(1, 100);
    buffer.offer(frame(1, 1), NOW);
    buffer.put(new FeedEvent.Ended(1, 0, EndReason.BUFFER_FULL, "", false));
    assertThat(buffer.take(10, NOW)).hasSize(2);
  }

  @Test
  void anOfferWaitsForRoomAndATakeForAFrame() throws Exception {
    EventBuffer buffer = new EventBuffer(1, 100);
    Future<List<FeedEvent>> taken = threads.submit(() -> buffer.take(1, Duration.ofSeconds(20)));
    buffer.offer(frame(1, 1), NOW);
    assertThat(taken.get()).hasSize(1);

    buffer.offer(frame(2, 1), NOW);
    CountDownLatch waiting = new CountDownLatch(1);
    Future<Boolean> offered =
        threads.submit(
            () -> {
              waiting.countDown();
              return buffer.offer(frame(3, 1), Duration.ofSeconds(20));
            });
    waiting.await();
    buffer.take(1, NOW);
    assertThat(offered.get()).isTrue();
  }

  @Test
  void isLowOnlyWhenHalfOfBothBoundsIsFree() {
    assertThat(new EventBuffer.Fill(5, 10, 50, 100).isLow()).isTrue();
    assertThat(new EventBuffer.Fill(6, 10, 0, 100).isLow()).isFalse();
    assertThat(new EventBuffer.Fill(0, 10, 51, 100).isLow()).isFalse();
  }

  @Test
  void losesNothingAndKeepsEachWritersOrder() throws Exception {
    int writers = 4;
    int each = 50_000;
    EventBuffer buffer = new EventBuffer(100, 10_000);
    List<Future<?>> done = new ArrayList<>();
    for (int writer = 0; writer < writers; writer++) {
      long session = writer;
      done.add(
          threads.submit(
              () -> {
                for (int i = 0; i < each; i++) {
                  if (!buffer.offer(
                      new FeedEvent.MalformedFrame(session, i, "", "", 30),
                      Duration.ofSeconds(20))) {
                    throw new IllegalStateException("no room in 20 s");
                  }
                }
                return null;
              }));
    }
    long[] next = new long[writers];
    for (int total = 0; total < writers * each; ) {
      for (FeedEvent event : buffer.take(64, Duration.ofSeconds(20))) {
        assertThat(event.at()).isEqualTo(next[(int) event.session()]++);
        total++;
      }
      assertThat(buffer.fill().bytes()).isLessThanOrEqualTo(10_000);
      assertThat(buffer.fill().frames()).isLessThanOrEqualTo(100);
    }
    for (Future<?> writer : done) {
      writer.get(1, TimeUnit.SECONDS);
    }
  }

  private static FeedEvent frame(long session, int bytes) {
    return new FeedEvent.MalformedFrame(session, 0, "", "", bytes);
  }
}
