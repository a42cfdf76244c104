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
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each of the exchange's faults, one at a time, against what the exchange really published. */
@ExtendWith(EmbeddedWorker.Shared.class)
class ContinuityFaultsIT {

  private static final double EVENTS_PER_SECOND = 2_000;
  private static final String ORDERS = "live_orders_btcusd";
  private static final String TRADES = "live_trades_btcusd";
  private static final String BOOK = "order_book_btcusd";
  private static final String DETAIL = "detail_order_book_btcusd";
  private static final String DIFF = "diff_order_book_btcusd";
  private static final int REPLACEMENTS = 8;
  private static final ContinuityTable TABLE = new ContinuityTable("faults");

  private final EmbeddedWorker worker;

  ContinuityFaultsIT(EmbeddedWorker worker) {
    this.worker = worker;
  }

  @AfterAll
  static void publish() {
    TABLE.publish();
  }

  /** What must come of a fault. */
  private enum Outcome {
    /** The topic shows nothing of it but sessions. */
    NOTHING,
    /** Everything is in the topic; the rest is that order gaps were repaired. */
    REPAIRED,
    /** Order events are missing and declared, and a snapshot follows. */
    DECLARED
  }

  /**
   * A fault to inject, or several at the same time.
   *
   * @param name of the run
   * @param before faults injected before the connector starts
   * @param during faults injected while it runs
   * @param outcome what must come of them
   * @param malformed malformed frames that the topic must have
   * @param options of the connector besides the usual
   */
  private record Run(
      String name,
      List<Fault> before,
      List<Fault> during,
      Outcome outcome,
      long malformed,
      Map<String, String> options) {

    static Run of(String name, Outcome outcome, Fault... during) {
      return new Run(name, List.of(), List.of(during), outcome, 0, Map.of());
    }

    Run before(Fault... faults) {
      return new Run(name, List.of(faults), during, outcome, malformed, options);
    }

    Run malformed(long frames) {
      return new Run(name, before, during, outcome, frames, options);
    }

    Run with(String option, String value) {
      return new Run(name, before, during, outcome, malformed, Map.of(option, value));
    }

    /** Books are published seldom: it takes a while until a fault has hit what it is to hit. */
    boolean hitsBooksAlone() {
      return !during.isEmpty()
          && during.stream()
              .allMatch(fault -> fault.channel().filter(Run::isBookChannel).isPresent());
    }

    private static boolean isBookChannel(String channel) {
      return channel.contains("order_book");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** A repair, a loss that is declared, and one that nobody can see. */
  static Stream<Run> mainRuns() {
    return Stream.of(
        Run.of("drop", Outcome.REPAIRED, fault(FaultType.DROP)),
        Run.of(
            "lose 3 of each book channel",
            Outcome.NOTHING,
            fault(FaultType.LOSE).channel(BOOK).count(3),
            fault(FaultType.LOSE).channel(DETAIL).count(3),
            fault(FaultType.LOSE).channel(DIFF).count(3)),
        Run.of(
            "no_history, lose 200",
            Outcome.DECLARED,
            fault(FaultType.NO_HISTORY).lasting(seconds(60)),
            fault(FaultType.LOSE).count(200)));
  }

  static Stream<Run> otherRuns() {
    return Stream.of(
        Run.of("none", Outcome.NOTHING),
        Run.of("close", Outcome.REPAIRED, fault(FaultType.CLOSE).close(1001, "going away")),
        Run.of("stall", Outcome.REPAIRED, fault(FaultType.STALL).lasting(seconds(3.5))),
        Run.of(
            "stall of live_orders",
            Outcome.REPAIRED,
            fault(FaultType.STALL).channel(ORDERS).lasting(seconds(1))),
        Run.of("mute", Outcome.REPAIRED, fault(FaultType.MUTE).lasting(seconds(3.5))),
        Run.of("request_reconnect", Outcome.NOTHING, fault(FaultType.REQUEST_RECONNECT)),
        Run.of("lose 200", Outcome.REPAIRED, fault(FaultType.LOSE).count(200)),
        Run.of("duplicate 200", Outcome.NOTHING, fault(FaultType.DUPLICATE).count(200)),
        Run.of("reorder 20", Outcome.NOTHING, fault(FaultType.REORDER).count(20)),
        Run.of("garbage 20", Outcome.NOTHING, fault(FaultType.GARBAGE).count(20)).malformed(20),
        Run.of("broken_frame", Outcome.REPAIRED, fault(FaultType.BROKEN_FRAME)),
        Run.of("truncate 20", Outcome.REPAIRED, fault(FaultType.TRUNCATE).count(20)).malformed(20),
        Run.of("huge 2 of 10 MB", Outcome.NOTHING, fault(FaultType.HUGE).count(2)).malformed(2),
        Run.of(
            "chain_restart 5",
            Outcome.NOTHING,
            fault(FaultType.CHAIN_RESTART).channel(ORDERS).count(5)),
        Run.of(
            "duplicate 3 of each book channel",
            Outcome.NOTHING,
            fault(FaultType.DUPLICATE).channel(BOOK).count(3),
            fault(FaultType.DUPLICATE).channel(DETAIL).count(3),
            fault(FaultType.DUPLICATE).channel(DIFF).count(3)),
        Run.of(
            "reorder 4 of order_book",
            Outcome.NOTHING,
            fault(FaultType.REORDER).channel(BOOK).count(4)),
        Run.of(
            "reorder 2 of diff_order_book",
            Outcome.NOTHING,
            fault(FaultType.REORDER).channel(DIFF).count(2)),
        Run.of(
                "truncate 2 of diff_order_book",
                Outcome.NOTHING,
                fault(FaultType.TRUNCATE).channel(DIFF).count(2))
            .malformed(2),
        Run.of(
            "stall of detail_order_book",
            Outcome.NOTHING,
            fault(FaultType.STALL).channel(DETAIL).lasting(seconds(1))),
        Run.of(
            "refuse 1.5 s, drop",
            Outcome.REPAIRED,
            fault(FaultType.REFUSE).lasting(seconds(1.5)),
            fault(FaultType.DROP)),
        Run.of(
            "burst 20,000/s for 2 s",
            Outcome.NOTHING,
            fault(FaultType.BURST).rate(20_000).lasting(seconds(2))),
        Run.of(
            "http_slow 1 s, drop",
            Outcome.REPAIRED,
            fault(FaultType.HTTP_SLOW).delay(seconds(1)).lasting(seconds(3)),
            fault(FaultType.DROP)),
        Run.of(
            "http_fail 500 for 1.5 s, drop",
            Outcome.REPAIRED,
            fault(FaultType.HTTP_FAIL).lasting(seconds(1.5)),
            fault(FaultType.DROP)),
        Run.of(
            "http_fail by reset for 1.5 s, drop",
            Outcome.REPAIRED,
            fault(FaultType.HTTP_FAIL).status(0).lasting(seconds(1.5)),
            fault(FaultType.DROP)),
        Run.of(
            "http_throttle for 1.5 s, drop",
            Outcome.REPAIRED,
            fault(FaultType.HTTP_THROTTLE).lasting(seconds(1.5)),
            fault(FaultType.DROP)),
        Run.of("stale_snapshot 3 at start", Outcome.NOTHING)
            .before(fault(FaultType.STALE_SNAPSHOT).age(seconds(0.7)).count(3)),
        Run.of(
            "order_data_cut 2, lose 200",
            Outcome.REPAIRED,
            fault(FaultType.ORDER_DATA_CUT).count(2),
            fault(FaultType.LOSE).count(200)),
        Run.of(
            "no_history, drop",
            Outcome.DECLARED,
            fault(FaultType.NO_HISTORY).lasting(seconds(60)),
            fault(FaultType.DROP)),
        Run.of(
                "order_data_cut for ever, lose 200",
                Outcome.DECLARED,
                fault(FaultType.ORDER_DATA_CUT).lasting(seconds(60)),
                fault(FaultType.LOSE).count(200))
            .with("repair.timeout.ms", "1500"),
        Run.of(
                "http_fail of order_data for ever, lose 200",
                Outcome.DECLARED,
                fault(FaultType.HTTP_FAIL).path("order_data").lasting(seconds(60)),
                fault(FaultType.LOSE).count(200))
            .with("repair.timeout.ms", "1500"),
        Run.of(
                "http_fail of everything for 4 s, lose 200",
                Outcome.DECLARED,
                fault(FaultType.HTTP_FAIL).lasting(seconds(4)),
                fault(FaultType.LOSE).count(200))
            .with("repair.timeout.ms", "1500"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mainRuns")
  void theTopicHoldsWhatTheExchangePublishedOrSaysWhatIsMissing(Run run) throws IOException {
    compare(run);
  }

  @ParameterizedTest(name = "{0}")
  @Tag("full")
  @MethodSource("otherRuns")
  void theSameIsTrueOfEveryOtherFault(Run run) throws IOException {
    compare(run);
  }

  private void compare(Run run) throws IOException {
    Simulator exchange = RunningFeed.exchange(EVENTS_PER_SECOND, run.name().hashCode());
    RunningFeed.awaitPassed(exchange, seconds(1));
    run.before().forEach(exchange.faults()::inject);
    String topic = "faults-" + run.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    Map<String, String> config = RunningFeed.impatientWithBooks(exchange, topic);
    if (run.outcome() == Outcome.NOTHING) {
      RunningFeed.patient(config);
    }
    config.putAll(run.options());
    try (RunningFeed feed = RunningFeed.of(worker, exchange, config)) {
      if (run.hitsBooksAlone()) {
        feed.awaitSent(DIFF);
        run.during().forEach(feed::inject);
        feed.awaitFaultsOver();
        feed.awaitSent(DIFF);
      } else {
        run.during().forEach(feed::inject);
      }
      feed.awaitPublished(feed.published() + (long) EVENTS_PER_SECOND);
      feed.awaitCaughtUp();

      FeedComparison.Result result = feed.settle();
      TABLE.add(run.name(), result, OptionalLong.of(feed.refusedSnapshots()));

      result.assertHolds();
      assertThat(result.orders().proofs()).as("proofs of orders").isPositive();
      assertThat(result.malformed()).isEqualTo(run.malformed());
      assertThat(result.orders().books()).as("books rebuilt").isPositive();
      assertThat(result.books().values()).allMatch(book -> book.books() > 0);
      switch (run.outcome()) {
        case NOTHING -> {
          assertThat(result.orders().repairedGaps()).isZero();
          assertThat(result.orders().unrepairedGaps()).isZero();
          assertThat(result.books().values()).allMatch(book -> book.unrepairedGaps() == 0);
        }
        case REPAIRED -> {
          assertThat(result.orders().repairedEvents()).isPositive();
          assertThat(result.orders().unrepairedGaps()).isZero();
        }
        case DECLARED -> {
          assertThat(result.orders().unrepairedGaps()).isPositive();
          assertThat(result.orders().declaredMissing()).isPositive();
          assertThat(result.orders().snapshots()).isGreaterThan(1);
        }
      }
    }
  }

  @Test
  @Tag("full")
  void aPausedTaskClosesItsSocketAndRepairsWhatItMissed() throws IOException {
    // A repair takes two replies that are two seconds apart: what comes meanwhile must have room.
    Simulator exchange = RunningFeed.exchange(60, 1);
    Map<String, String> config = RunningFeed.impatientWithBooks(exchange, "faults-paused");
    config.put("buffer.max.frames", "500");
    config.put("batch.max.records", "500");
    try (RunningFeed feed = RunningFeed.of(worker, exchange, config)) {
      feed.connector().request("pause");
      feed.connector().awaitTask("PAUSED");
      feed.awaitPassed(seconds(2));
      await()
          .atMost(seconds(60))
          .untilAsserted(
              () ->
                  assertThat(TaskMetrics.value("faults-paused", "sessions-ended-buffer-full-total"))
                      .hasValue(1));
      feed.connector().request("resume");

      FeedComparison.Result result = feed.settle();
      TABLE.add(
          "paused for 2 s with a buffer of 500 frames",
          result,
          OptionalLong.of(feed.refusedSnapshots()));

      result.assertHolds();
      assertThat(result.orders().repairedEvents()).isPositive();
      assertThat(result.orders().unrepairedGaps()).isZero();
    }
  }

  @Test
  void aRestartedConnectorRepairsWhatItMissed() throws IOException {
    Simulator exchange = RunningFeed.exchange(EVENTS_PER_SECOND, 2);
    Map<String, String> config = RunningFeed.impatientWithBooks(exchange, "faults-stopped");
    try (RunningFeed feed = RunningFeed.of(worker, exchange, config)) {
      feed.connector().request("stop");
      await().atMost(Duration.ofMinutes(1)).until(() -> feed.connections().isEmpty());
      feed.awaitPassed(seconds(2));
      feed.connector().request("resume");
      feed.connector().awaitTask("RUNNING");

      FeedComparison.Result result = feed.settle();
      TABLE.add("stopped for 2 s", result, OptionalLong.of(feed.refusedSnapshots()));

      result.assertHolds();
      assertThat(result.orders().repairedEvents()).isPositive();
      assertThat(result.orders().unrepairedGaps()).isZero();
    }
  }

  /** A subscription that dies while the others go on is noticed, and what it missed is not lost. */
  @ParameterizedTest
  @ValueSource(strings = {ORDERS, DIFF})
  @Tag("full")
  void aChannelThatFallsSilentForGoodIsConnectedAnew(String channel) throws IOException {
    Simulator exchange = RunningFeed.exchange(EVENTS_PER_SECOND, 6);
    String topic = "faults-silent-" + channel.replace('_', '-');
    try (RunningFeed feed =
        RunningFeed.of(worker, exchange, RunningFeed.impatientWithBooks(exchange, topic))) {
      // What was missed before the first frame written cannot be declared.
      feed.awaitSent(DIFF);
      feed.awaitSent(DIFF);
      feed.awaitCaughtUp();
      feed.inject(fault(FaultType.STALL).channel(channel));
      await()
          .atMost(seconds(60))
          .until(() -> TaskMetrics.value(topic, "sessions-ended-no-data-total").orElse(0) >= 1);

      FeedComparison.Result result = feed.settle();
      TABLE.add("stall of " + channel + " for ever", result);

      result.assertHolds();
      assertThat(result.orders().unrepairedGaps()).isZero();
      // The session that takes over began before the silent one ended: the others lost nothing.
      assertThat(result.books().values())
          .allMatch(book -> book.unrepairedGaps() <= 1 && book.undetectable() == 0);
      if (channel.equals(DIFF)) {
        assertThat(result.books().get(DIFF).declaredMissing()).isGreaterThan(5);
      } else {
        assertThat(result.orders().repairedEvents()).isGreaterThan((long) (2 * EVENTS_PER_SECOND));
      }
    }
  }

  /** As near the exchange's limit of ninety days, but every second. */
  @Test
  @Tag("full")
  void sessionsThatAreReplacedForTheirAgeShowNothing() throws IOException {
    Simulator exchange = RunningFeed.exchange(EVENTS_PER_SECOND, 5);
    String topic = "faults-old-sessions";
    Map<String, String> config = RunningFeed.impatientWithBooks(exchange, topic);
    RunningFeed.patient(config).put("connection.max.age.ms", "1000");
    try (RunningFeed feed = RunningFeed.of(worker, exchange, config)) {
      await()
          .atMost(seconds(120))
          .until(
              () ->
                  TaskMetrics.value(topic, "sessions-ended-too-old-total").orElse(0)
                      >= REPLACEMENTS);

      FeedComparison.Result result = feed.settle();
      TABLE.add(REPLACEMENTS + " sessions replaced for their age", result);

      result.assertHolds();
      assertThat(result.orders().gaps()).isEmpty();
      assertThat(result.trades().gaps()).isEmpty();
      assertThat(result.books().values())
          .allMatch(book -> book.gaps().isEmpty() && book.undetectable() == 0);
    }
  }

  /** Compared by nobody before the restart: counted by the next task. */
  @Test
  @Tag("full")
  void tradesLostBeforeARestartAreDeclared() throws IOException {
    Simulator exchange = RunningFeed.exchange(EVENTS_PER_SECOND, 3);
    Map<String, String> config = RunningFeed.impatient(exchange, "faults-unaudited");
    config.put("trades.audit.interval.ms", "3000");
    try (RunningFeed feed = RunningFeed.of(worker, exchange, config)) {
      feed.awaitPassed(seconds(4));
      feed.inject(fault(FaultType.LOSE).channel(TRADES).count(3));
      feed.awaitFaultsOver();
      feed.awaitTrade();
      feed.connector().restart();

      FeedComparison.Result result = feed.settle();
      TABLE.add("lose 3 trades, restart", result);

      result.assertHolds();
      // Where the audit came first, it found them.
      assertThat(result.trades().declaredMissing() + result.trades().repairedEvents())
          .isGreaterThanOrEqualTo(3);
    }
  }

  /** The copy of the other socket, which names the true predecessor, is enough. */
  @Test
  @Tag("full")
  void aChainRestartOnOneOfTwoSocketsCostsNoRepair() throws IOException {
    Simulator exchange = RunningFeed.exchange(EVENTS_PER_SECOND, 4);
    Map<String, String> config = RunningFeed.impatientWithBooks(exchange, "faults-two-chains");
    RunningFeed.patient(config).put("connections", "2");
    config.put("merge.wait.ms", "2000");
    try (RunningFeed feed = RunningFeed.of(worker, exchange, config)) {
      await().atMost(Duration.ofMinutes(1)).until(() -> feed.connections().size() == 2);
      feed.awaitPassed(seconds(0.5));
      exchange.faults().inject(fault(FaultType.HTTP_FAIL).path("order_data").lasting(seconds(60)));
      for (int connection : feed.connections()) {
        feed.inject(
            fault(FaultType.CHAIN_RESTART).connection(connection).channel(ORDERS).count(50));
        feed.awaitPassed(seconds(0.5));
      }
      double failures = TaskMetrics.value("faults-two-chains", "http-failures-total").orElseThrow();

      FeedComparison.Result result = feed.settle();
      TABLE.add("chain_restart 50 on one socket, then on the other", result);

      assertThat(failures).isZero();
      result.assertHolds();
      assertThat(result.orders().gaps()).isEmpty();
    }
  }

  private static Fault fault(FaultType type) {
    return Fault.of(type);
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1_000));
  }
}
