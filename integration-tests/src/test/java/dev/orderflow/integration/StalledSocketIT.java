package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderflow.integration.continuity.FeedComparison;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.server.Fault;
import dev.orderflow.simulator.server.FaultType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is open proves nothing, and no clock does: sockets that answer and bring no data, and
 * workers whose clock is wrong.
 */
@ExtendWith(EmbeddedWorker.Shared.class)
class StalledSocketIT {

  private static final double EVENTS_PER_SECOND = 1_000;
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final String ORDERS = "live_orders_btcusd";
  private static final String TRADES = "live_trades_btcusd";

  private final EmbeddedWorker worker;

  StalledSocketIT(EmbeddedWorker worker) {
    this.worker = worker;
  }

  /** Another socket is opened beside it, and what was not sent meanwhile is asked for. */
  @Test
  void aSocketThatBringsNothingIsReplacedBesideItAndNothingIsLost() throws IOException {
    Simulator exchange = RunningFeed.exchange(EVENTS_PER_SECOND, 21);
    String topic = "stalled-alone";
    try (RunningFeed feed =
        RunningFeed.of(worker, exchange, RunningFeed.impatient(exchange, topic))) {
      int stalled = feed.connections().get(0);
      stall(feed, stalled);
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(20))
          .alias("both are open")
          .until(() -> feed.connections().size() == 2 && feed.connections().contains(stalled));
      await()
          .atMost(LIMIT)
          .until(() -> TaskMetrics.value(topic, "sessions-ended-no-data-total").orElse(0) >= 1);

      FeedComparison.Result result = feed.settle();

      result.assertHolds();
      assertThat(result.orders().unrepairedGaps()).isZero();
      assertThat(result.orders().repairedEvents()).isPositive();
      assertThat(result.trades().unrepairedGaps()).isZero();
      assertThat(result.trades().repairedEvents()).isPositive();
    }
  }

  /** What the one loses while the other is stalled, no socket brings. */
  @Test
  @Tag("full")
  void twoSocketsOfWhichOneIsStalledLoseNothing() throws IOException {
    Simulator exchange = RunningFeed.exchange(EVENTS_PER_SECOND, 22);
    String topic = "stalled-beside";
    Map<String, String> config = RunningFeed.impatient(exchange, topic);
    // A socket that was replaced would lose less than is awaited.
    config.put("heartbeat.timeout.ms", "20000");
    config.put("data.timeout.ms", "20000");
    config.put("connections", "2");
    try (RunningFeed feed = RunningFeed.of(worker, exchange, config)) {
      await().atMost(LIMIT).until(() -> feed.connections().size() == 2);
      feed.awaitCaughtUp();
      stall(feed, feed.connections().get(0));
      int speaking = feed.connections().get(1);
      feed.inject(Fault.of(FaultType.LOSE).connection(speaking).channel(ORDERS).count(50));
      feed.inject(Fault.of(FaultType.LOSE).connection(speaking).channel(TRADES).count(3));
      // Of what one loses the other may have brought a little before it was stalled.
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(TaskMetrics.value(topic, "events-repaired-total").orElse(0))
                      .as("repaired")
                      .isGreaterThan(40));
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(feed.connections()).hasSize(2).contains(speaking));
      feed.inject(Fault.of(FaultType.DROP).connection(speaking));
      feed.awaitPassed(Duration.ofSeconds(2));

      FeedComparison.Result result = feed.settle();

      result.assertHolds();
      assertThat(result.orders().unrepairedGaps()).isZero();
      assertThat(result.orders().repairedEvents()).isGreaterThan(40);
      assertThat(result.trades().unrepairedGaps()).isZero();
      assertThat(result.trades().repairedEvents()).isPositive();
    }
  }

  /** For ever; heartbeats are answered. */
  private static void stall(RunningFeed feed, int connection) {
    for (String channel : List.of(ORDERS, TRADES)) {
      feed.inject(Fault.of(FaultType.STALL).connection(connection).channel(channel));
    }
  }

  /**
   * The worker is stopped, and a socket breaks, while its clock is that far from the exchange's.
   */
  @ParameterizedTest
  @ValueSource(ints = {-90, -30, 30, 90})
  @Tag("full")
  void aWorkerWhoseClockIsWrongLosesNothing(int seconds) throws IOException {
    Simulator exchange = RunningFeed.exchange(EVENTS_PER_SECOND, 23, Duration.ofSeconds(-seconds));
    String topic = "clock-" + seconds;
    try (RunningFeed feed =
        RunningFeed.of(worker, exchange, RunningFeed.impatient(exchange, topic))) {
      feed.inject(Fault.of(FaultType.DROP));
      feed.awaitCaughtUp();
      feed.connector().request("stop");
      await().atMost(LIMIT).until(() -> feed.connections().isEmpty());
      feed.awaitPassed(Duration.ofSeconds(3));
      feed.connector().request("resume");
      feed.connector().awaitTask("RUNNING");

      FeedComparison.Result result = feed.settle();

      result.assertHolds();
      assertThat(result.orders().unrepairedGaps()).isZero();
      assertThat(result.orders().repairedEvents()).isPositive();
      assertThat(result.trades().unrepairedGaps()).isZero();
      assertThat(result.trades().repairedEvents()).isPositive();
    }
  }
}
