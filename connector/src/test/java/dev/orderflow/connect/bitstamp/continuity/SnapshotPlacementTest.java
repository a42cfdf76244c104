package dev.orderflow.connect.bitstamp.continuity;

import static dev.orderflow.connect.bitstamp.continuity.ScriptedExchange.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.connect.bitstamp.exchange.Message;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where order books are put among the events of orders, and when they are asked for. */
class SnapshotPlacementTest {

  private final ScriptedExchange exchange = new ScriptedExchange(1);
  private final ContinuityHarness harness =
      new ContinuityHarness(exchange, ContinuityHarness.SETTINGS, ORDERS);

  /** The book stays unknown until it is fetched: soon after the exchange answers again. */
  @Test
  void aFailedSnapshotIsAskedForAgainSoon() {
    long session = harness.connect();
    exchange.callFails = () -> true;
    harness.deliver(exchange.nextOrder(), session);
    harness.pass(Duration.ofSeconds(20));
    assertThat(harness.isWaiting()).as("events are held back").isFalse();
    exchange.callFails = () -> false;
    for (int i = 0; i < 80; i++) {
      harness.deliver(exchange.nextOrder(), session);
      harness.pass(Duration.ofMillis(100));
    }
    assertThat(harness.outputs).anyMatch(Output.Snapshot.class::isInstance);
    assertThat(harness.written(ORDERS)).isEqualTo(exchange.orders);
  }

  /** The first book is older than the event held back for it; the next one need not be. */
  @Test
  void aBookThatIsAlwaysALittleBehindTheStreamIsPlacedAllTheSame() {
    exchange.bookLagMicros = 300_000;
    deliverFor(Duration.ofSeconds(3), harness.connect());
    assertThat(harness.outputs).filteredOn(Output.Snapshot.class::isInstance).hasSize(1);
    assertThat(harness.written(ORDERS)).isEqualTo(exchange.orders);
    assertThat(exchange.booksAsked).isBetween(2, 4);
    assertThat(harness.statistics().snapshots()).isOne();
    assertThat(harness.statistics().snapshotsRefused()).isEqualTo(exchange.booksAsked - 1L);
  }

  /** What happened before it stands before it; events of its own millisecond stand behind it. */
  @Test
  void aBookIsPlacedByItsTime() {
    long session = harness.connect();
    harness.deliver(exchange.nextOrder(), session);
    exchange.micros += 50_000;
    Message.Data before = exchange.nextOrder();
    exchange.micros += 10_000;
    harness.pass(Duration.ofMillis(20));
    Message.Data with = exchange.nextOrder();
    exchange.micros = with.microtimestamp();
    harness.deliver(before, session);
    harness.deliver(with, session);
    assertThat(harness.statistics().held()).isPositive();
    assertThat(harness.statistics().heldBytes()).isPositive();
    harness.pass(Duration.ofMillis(100));

    List<Output> outputs =
        harness.outputs.stream()
            .filter(output -> !(output instanceof Output.SessionChange))
            .toList();
    assertThat(outputs).hasSize(4);
    assertThat(outputs.get(2)).isInstanceOf(Output.Snapshot.class);
    assertThat(harness.written(ORDERS)).isEqualTo(exchange.orders);
    assertThat(harness.statistics().heldBytes()).isZero();
  }

  @Test
  void anOldBookIsAskedForLessAndLessOften() {
    exchange.bookLagMicros = Duration.ofHours(1).toNanos() / 1_000;
    long session = harness.connect();
    deliverFor(Duration.ofMinutes(1), session);
    assertThat(exchange.booksAsked).isLessThan(100);
    deliverFor(Duration.ofMinutes(4), session);
    exchange.booksAsked = 0;
    deliverFor(Duration.ofMinutes(1), session);
    assertThat(exchange.booksAsked).isBetween(1, 20);
    assertThat(harness.outputs).noneMatch(Output.Snapshot.class::isInstance);
    exchange.bookLagMicros = 0;
    deliverFor(Duration.ofSeconds(75), session);
    assertThat(harness.outputs).filteredOn(Output.Snapshot.class::isInstance).hasSize(1);
    assertThat(harness.written(ORDERS)).isEqualTo(exchange.orders);
  }

  /** Refusals may go on for long; a book for each would be a flood. */
  @Test
  void aBookFollowsEventsThatWereNotWrittenButNotEachOfThem() {
    long session = harness.connect();
    settle(session);
    harness.outputs.clear();
    for (int i = 0; i < 35; i++) {
      harness.notWritten(ORDERS);
      harness.deliver(exchange.nextOrder(), session);
      harness.pass(Duration.ofSeconds(1));
    }
    assertThat(harness.outputs).filteredOn(Output.Snapshot.class::isInstance).hasSize(3);
    harness.pass(Duration.ofSeconds(20));
    for (int i = 0; i < 35; i++) {
      harness.deliver(exchange.nextOrder(), session);
      harness.pass(Duration.ofSeconds(1));
    }
    assertThat(harness.outputs).filteredOn(Output.Snapshot.class::isInstance).hasSize(4);
  }

  /** Without a time nothing tells whether a book is older, so nothing waits for one. */
  @Test
  void eventsWithoutATimeAreNotHeldForASnapshot() {
    long session = harness.connect();
    for (int i = 0; i < 10; i++) {
      Message.Data order = exchange.nextOrder();
      harness.deliver(
          new Message.Data(
              ORDERS,
              order.event(),
              Message.Data.NONE,
              order.eventId(),
              order.preEventId(),
              order.id()),
          session);
    }
    assertThat(harness.written(ORDERS)).hasSize(10);
    assertThat(harness.isWaiting()).isFalse();
  }

  /** An order event every tenth of a second. */
  private void deliverFor(Duration duration, long session) {
    for (long i = 0; i < duration.toMillis() / 100; i++) {
      harness.deliver(exchange.nextOrder(), session);
      exchange.micros += 100_000;
      harness.pass(Duration.ofMillis(100));
    }
  }

  /** Connected with the first snapshot written and nothing held back. */
  private void settle(long session) {
    for (int i = 0; i < 3; i++) {
      harness.deliver(exchange.nextOrder(), session);
      harness.pass(Duration.ofSeconds(3));
    }
    assertThat(harness.isWaiting()).isFalse();
    assertThat(harness.outputs).anyMatch(Output.Snapshot.class::isInstance);
  }
}
