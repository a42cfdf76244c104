package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderflow.integration.continuity.FeedComparison;
import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.server.Fault;
import dev.orderflow.simulator.server.FaultReport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Many faults of all kinds in a random order, over a fast market, against what the exchange really
 * published.
 *
 * <p>System properties: {@code continuity.events}, {@code continuity.faults}, {@code
 * continuity.rate} (order events a second in an ordinary minute), {@code continuity.seed}.
 */
@Tag("full")
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

  /** Longer than a socket needs to be taken into the merge, or to get over what it suffered. */
  private static final Duration SETTLED = Duration.ofMillis(500);

  /** A heartbeat that a fault swallowed ends its socket so long after, at most. */
  private static final Duration HEARTBEAT = Duration.ofMillis(3_500);

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
        run("one socket, history available", 1, ScheduleStep.withHistory(), Map.of());

    result.assertHolds();
    assertThat(result.orders().unrepairedGaps()).isZero();
    assertThat(result.orders().repairedEvents()).isPositive();
  }

  @Test
  void twoSocketsShowNothingOfWhatOneSuffers() throws IOException {
    FeedComparison.Result result =
        run(
            "two sockets, faults of one at a time",
            2,
            ScheduleStep.ofOneSocket(),
            // Patient, so that a machine that stands still for a second does not end both.
            Map.of(
                "connections", "2",
                "merge.wait.ms", "2000",
                "heartbeat.timeout.ms", "3000",
                "data.timeout.ms", "6000",
                "ping.interval.ms", "10000"));

    result.assertHolds();
    assertThat(result.orders().gaps()).isEmpty();
    assertThat(result.trades().gaps()).isEmpty();
    assertThat(result.books().values())
        .allMatch(book -> book.gaps().isEmpty() && book.undetectable() == 0);
  }

  @Test
  void withoutHistoryWhatIsMissingIsDeclared() throws IOException {
    FeedComparison.Result result =
        run(
            "one socket, history and HTTP fail too",
            1,
            Set.of(ScheduleStep.values()),
            Map.of("repair.timeout.ms", "1500"));

    result.assertHolds();
    assertThat(result.orders().unrepairedGaps()).isPositive();
  }

  private FeedComparison.Result run(
      String name, int connections, Set<ScheduleStep> allowed, Map<String, String> options)
      throws IOException {
    Simulator exchange = RunningFeed.exchange(RATE, SEED);
    Map<String, String> config =
        RunningFeed.impatientWithBooks(exchange, "schedule-" + name.replaceAll("[^a-z]+", "-"));
    config.putAll(options);
    try (RunningFeed feed = RunningFeed.of(worker, exchange, config)) {
      Random random = new Random(SEED);
      List<ScheduleStep> kinds = allowed.stream().sorted().toList();
      Sockets sockets = new Sockets(feed, connections);
      long start = feed.published();
      long[] due = random.longs(FAULTS, start, start + EVENTS).sorted().toArray();
      for (long event : due) {
        feed.awaitPublished(event);
        sockets.await();
        ScheduleStep what = kinds.get(random.nextInt(kinds.size()));
        disturb(feed, connections, what, random);
        sockets.hitBy(what);
      }
      feed.awaitPublished(start + EVENTS);
      FeedComparison.Result result = feed.settle();
      TABLE.add(name + ", " + FAULTS + " faults (" + hits(exchange) + " hits)", result);
      return result;
    }
  }

  private static long hits(Simulator exchange) {
    return exchange.faults().reports().stream().mapToLong(FaultReport::hits).sum();
  }

  /** The sockets that faults may hit. */
  private static final class Sockets {

    private final RunningFeed feed;
    private final int wanted;
    private List<Integer> last = List.of();
    private long healthySince;
    private Duration settled = SETTLED;

    Sockets(RunningFeed feed, int wanted) {
      this.feed = feed;
      this.wanted = wanted;
    }

    /**
     * Waits until there is a socket to hit. With several, until no fault has gone on for a while
     * and each carries the feed: a fault of two sockets at once would be none of one.
     */
    void await() {
      healthySince = feed.exchange().truth().now();
      Awaitility.await()
          .atMost(LIMIT)
          .pollInterval(TICK)
          .until(() -> wanted == 1 ? !feed.connections().isEmpty() : areHealthy());
    }

    void hitBy(ScheduleStep what) {
      boolean swallowsHeartbeats = what == ScheduleStep.MUTE || what == ScheduleStep.STALL;
      settled = swallowsHeartbeats ? HEARTBEAT : SETTLED;
    }

    private boolean areHealthy() {
      long now = feed.exchange().truth().now();
      List<Integer> open = feed.connections();
      boolean disturbed =
          open.size() != wanted
              || !open.equals(last)
              || feed.exchange().faults().reports().stream().anyMatch(FaultReport::active);
      last = open;
      if (disturbed) {
        healthySince = now;
      }
      return now - healthySince > settled.toNanos() / 1_000;
    }
  }

  private static void disturb(RunningFeed feed, int connections, ScheduleStep what, Random random) {
    switch (what) {
      case PAUSE -> {
        feed.connector().request("pause");
        feed.connector().awaitTask("PAUSED");
        feed.awaitPassed(Duration.ofMillis(random.nextInt(500)));
        feed.connector().request("resume");
        feed.connector().awaitTask("RUNNING");
      }
      case RESTART -> {
        feed.exchange().faults().clear();
        feed.awaitCaughtUp();
        if (random.nextBoolean()) {
          // Then the task that carried the session finds the trades that it lost.
          feed.awaitPassed(AUDIT);
        }
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
}
