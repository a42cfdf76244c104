package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.fault.Fault;
import dev.orderflow.simulator.fault.FaultReport;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Many faults of all kinds in a random order, over a fast market, against what the exchange really
 * published.
 *
 * <p>System properties: {@code continuity.events}, {@code continuity.faults}, {@code
 * continuity.rate} (order events a second in an ordinary minute), {@code continuity.seed}.
 */
@ExtendWith(EmbeddedWorker.Shared.class)
class ContinuityScheduleIT {

  private static final long EVENTS = Long.getLong("continuity.events", 100_000);
  private static final int FAULTS = Integer.getInteger("continuity.faults", 25);
  private static final int RATE = Integer.getInteger("continuity.rate", 8_000);
  private static final long SEED = Long.getLong("continuity.seed", 20_261_122);

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration TICK = Duration.ofMillis(20);

  /** Longer than the connector needs to compare its trades with the exchange's list. */
  private static final Duration AUDIT = Duration.ofMillis(2_500);

  /** Longer than a socket needs to be taken into the merge. */
  private static final Duration SETTLED = Duration.ofMillis(500);

  private static final ContinuityTable TABLE = new ContinuityTable("schedules");

  private final EmbeddedWorker worker;

  ContinuityScheduleIT(EmbeddedWorker worker) {
    this.worker = worker;
  }

  @AfterAll
  static void publish() {
    TABLE.publish();
  }

  @Test
  void oneSocketWithHistoryLosesNothing() throws IOException {
    FeedComparison.Result result =
        run("one socket, history available", 1, Disturbance.withHistory(), Map.of());

    assertThat(result.problems()).isBlank();
    assertThat(result.holds()).isTrue();
    assertThat(result.orders().unrepairedGaps()).isZero();
    assertThat(result.orders().repairedEvents()).isPositive();
  }

  @Test
  void twoSocketsShowNothingOfWhatOneSuffers() throws IOException {
    FeedComparison.Result result =
        run(
            "two sockets, faults of one at a time",
            2,
            Disturbance.ofOneSocket(),
            Map.of("connections", "2"));

    assertThat(result.problems()).isBlank();
    assertThat(result.holds()).isTrue();
    assertThat(result.orders().unrepairedGaps()).isZero();
    assertThat(result.orders().repairedGaps()).isZero();
    assertThat(result.trades().repairedGaps()).isZero();
    assertThat(result.trades().unrepairedGaps()).isZero();
  }

  @Test
  void withoutHistoryWhatIsMissingIsDeclared() throws IOException {
    FeedComparison.Result result =
        run(
            "one socket, history and HTTP fail too",
            1,
            Set.of(Disturbance.values()),
            Map.of("repair.timeout.ms", "1500"));

    assertThat(result.problems()).isBlank();
    assertThat(result.holds()).isTrue();
    assertThat(result.orders().unrepairedGaps()).isPositive();
  }

  private FeedComparison.Result run(
      String name, int connections, Set<Disturbance> allowed, Map<String, String> options)
      throws IOException {
    Simulator exchange = RunningFeed.exchange(RATE, SEED);
    Map<String, String> config =
        RunningFeed.impatient(exchange, "schedule-" + name.replaceAll("[^a-z]+", "-"));
    config.putAll(options);
    try (RunningFeed feed = RunningFeed.of(worker, exchange, config)) {
      Random random = new Random(SEED);
      List<Disturbance> kinds = allowed.stream().sorted().toList();
      Map<Integer, Long> seen = new HashMap<>();
      long start = feed.published();
      long[] due = random.longs(FAULTS, start, start + EVENTS).sorted().toArray();
      for (long event : due) {
        feed.awaitPublished(event);
        awaitSockets(feed, connections, seen);
        disturb(feed, connections, kinds.get(random.nextInt(kinds.size())), random);
      }
      feed.awaitPublished(start + EVENTS);
      FeedComparison.Result result = feed.settle();
      TABLE.add(name + ", " + FAULTS + " faults (" + hits(exchange) + " hits)", result, 0);
      return result;
    }
  }

  private static long hits(Simulator exchange) {
    return exchange.faults().reports().stream().mapToLong(FaultReport::hits).sum();
  }

  /**
   * Waits until there is a socket to hit. With several, until each carries the feed and no fault
   * goes on: a fault of two sockets at once would be none of one.
   */
  private static void awaitSockets(RunningFeed feed, int connections, Map<Integer, Long> seen) {
    await()
        .atMost(LIMIT)
        .pollInterval(TICK)
        .until(
            () -> {
              long now = feed.exchange().truth().now();
              List<Integer> open = feed.connections();
              open.forEach(id -> seen.putIfAbsent(id, now));
              return connections == 1
                  ? !open.isEmpty()
                  : open.size() == connections
                      && open.stream().allMatch(id -> now - seen.get(id) > micros(SETTLED))
                      && feed.exchange().faults().reports().stream().noneMatch(FaultReport::active);
            });
  }

  private static void disturb(RunningFeed feed, int connections, Disturbance what, Random random) {
    switch (what) {
      case PAUSE -> {
        feed.connector().request("pause");
        feed.connector().awaitTask("PAUSED");
        feed.awaitPassed(Duration.ofMillis(random.nextInt(500)));
        feed.connector().request("resume");
        feed.connector().awaitTask("RUNNING");
      }
      case RESTART -> {
        // A trade that a session lost is found by the task that carried the session.
        feed.exchange().faults().clear();
        feed.awaitCaughtUp();
        feed.awaitPassed(AUDIT);
        Set<Integer> before = Set.copyOf(feed.connections());
        feed.connector().restart();
        await()
            .atMost(LIMIT)
            .pollInterval(TICK)
            .until(() -> feed.connections().stream().anyMatch(id -> !before.contains(id)));
      }
      default -> {
        for (Fault fault : what.faults(random)) {
          if (connections == 1) {
            feed.inject(fault);
          } else {
            hitOne(feed, fault, random);
          }
        }
      }
    }
  }

  private static void hitOne(RunningFeed feed, Fault fault, Random random) {
    int either = random.nextInt(2);
    await()
        .atMost(LIMIT)
        .pollInterval(TICK)
        .ignoreExceptionsInstanceOf(RuntimeException.class)
        .until(
            () -> {
              // Refused where the connection was replaced just now.
              feed.inject(fault.connection(feed.connections().get(either)));
              return true;
            });
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }
}
