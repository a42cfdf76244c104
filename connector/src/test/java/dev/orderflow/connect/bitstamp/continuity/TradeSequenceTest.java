package dev.orderflow.connect.bitstamp.continuity;

import static dev.orderflow.connect.bitstamp.continuity.ScriptedExchange.TRADES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.connect.bitstamp.exchange.Execution;
import dev.orderflow.connect.bitstamp.exchange.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TradeSequenceTest {

  private final ScriptedExchange exchange = new ScriptedExchange(1);
  private final ContinuityHarness harness =
      new ContinuityHarness(exchange, ContinuityHarness.SETTINGS, TRADES);

  @Test
  void writesAtOnceWhileOneSessionCarriesTheChannel() {
    long session = harness.connect();
    for (int i = 0; i < 10; i++) {
      harness.deliver(exchange.nextTrade(), session);
      assertThat(harness.written(TRADES)).isEqualTo(exchange.trades);
    }
  }

  @Test
  void fetchesTheTradesOfAnOutageBeforeNewOnes() {
    long session = harness.connect();
    harness.deliver(exchange.nextTrade(), session);
    harness.disconnect(session);
    exchange.nextTrade();
    exchange.nextTrade();
    advanceMarket(Duration.ofSeconds(5));
    long next = harness.connect();
    harness.deliver(exchange.nextTrade(), next);
    harness.pass(Duration.ofSeconds(6));
    assertThat(ids(harness.written(TRADES))).isEqualTo(ids(exchange.trades));
    assertThat(harness.gaps(TRADES, true))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.repairedEvents()).isEqualTo(2);
              assertThat(gap.reason()).isEqualTo(GapReason.RECONNECTED);
            });
  }

  @Test
  void onAQuietMarketWritesWhatIsPlainlyOldWithoutWaitingForANewTrade() {
    long session = harness.connect();
    harness.deliver(exchange.nextTrade(), session);
    harness.disconnect(session);
    exchange.nextTrade();
    advanceMarket(Duration.ofSeconds(30));
    harness.connect();
    harness.pass(Duration.ofSeconds(6));
    assertThat(ids(harness.written(TRADES))).isEqualTo(ids(exchange.trades));
  }

  @Test
  void whatARestartFetchesInSilenceCameOverTheSessionThatIsSilent() {
    harness.deliver(exchange.nextTrade(), harness.connect());
    harness.restartTask();
    exchange.nextTrade();
    advanceMarket(Duration.ofSeconds(30));
    long silent = harness.connect();
    harness.pass(Duration.ofSeconds(6));
    assertThat(harness.outputs)
        .filteredOn(output -> output instanceof Output.Event event && event.repaired())
        .singleElement()
        .extracting(Output.Event.class::cast)
        .satisfies(event -> assertThat(event.session()).isEqualTo(silent))
        .satisfies(event -> assertThat(event.receivedAt()).isEqualTo(exchange.micros));
  }

  @Test
  void anOutageWithoutTradesLeavesNoGap() {
    long session = harness.connect();
    harness.deliver(exchange.nextTrade(), session);
    harness.disconnect(session);
    long next = harness.connect();
    harness.deliver(exchange.nextTrade(), next);
    harness.pass(Duration.ofSeconds(2));
    assertThat(harness.written(TRADES)).isEqualTo(exchange.trades);
    assertThat(harness.outputs).noneMatch(Output.Gap.class::isInstance);
  }

  /** Both bounds of a gap are excluded, so neither may be what was fetched. */
  /**
   * What it brings as the second one tells how far it has come, and that it is to be waited for.
   */
  @Test
  void aSessionThatIsAlwaysTheSecondIsWaitedForAllTheSame() {
    long first = harness.connect();
    long second = harness.connect();
    for (int i = 0; i < 3; i++) {
      Message.Data trade = exchange.nextTrade();
      harness.deliver(trade, first);
      harness.pass(ContinuityHarness.SETTINGS.mergeWait().plusMillis(100));
      harness.deliver(trade, second);
    }
    Message.Data lost = exchange.nextTrade();
    harness.deliver(exchange.nextTrade(), first);
    harness.pass(Duration.ofMillis(100));
    harness.deliver(lost, second);
    harness.pass(Duration.ofSeconds(1));
    assertThat(harness.written(TRADES)).isEqualTo(exchange.trades);
  }

  @Test
  void theRepairOfTheNewestTradeHoldsItBetweenItsBounds() {
    long session = harness.connect();
    deliver(session, 5);
    Message.Data lost = exchange.nextTrade();
    harness.pass(Duration.ofSeconds(120));
    assertThat(ids(harness.written(TRADES))).contains(lost.id());
    assertThat(harness.gaps(TRADES, true))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.from().tradeId()).isLessThan(lost.id());
              assertThat(gap.to().tradeId()).isGreaterThan(lost.id());
            });
  }

  @Test
  void declaresAnOutageLongerThanTheExchangesList() {
    long session = harness.connect();
    Message.Data last = exchange.nextTrade();
    harness.deliver(last, session);
    harness.disconnect(session);
    exchange.nextTrade();
    advanceMarket(Duration.ofHours(30));
    Message.Data listed = exchange.nextTrade();
    long next = harness.connect();
    harness.deliver(exchange.nextTrade(), next);
    harness.pass(Duration.ofSeconds(5));
    assertThat(harness.gaps(TRADES, false))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.from().tradeId()).isEqualTo(last.id());
              assertThat(gap.to().tradeId()).isEqualTo(listed.id());
              assertThat(gap.detail()).contains("does not reach back");
            });
    assertThat(ids(harness.written(TRADES)))
        .containsExactly(last.id(), listed.id(), exchange.trades.get(3).id());
  }

  @Test
  void declaresAnOutageWhenTheExchangeDoesNotAnswer() {
    long session = harness.connect();
    harness.deliver(exchange.nextTrade(), session);
    harness.disconnect(session);
    exchange.nextTrade();
    exchange.callFails = () -> true;
    long next = harness.connect();
    harness.deliver(exchange.nextTrade(), next);
    harness.pass(Duration.ofSeconds(60));
    assertThat(harness.gaps(TRADES, false)).hasSize(1);
    assertThat(harness.written(TRADES)).hasSize(2);
    assertThat(harness.isWaiting()).isFalse();
  }

  /** The same list twice may be one body out of a cache. */
  @Test
  void aDeclaredOutageIsNotRepairedByTheSameListTwice() {
    declaresAnOutageWhenTheExchangeDoesNotAnswer();
    exchange.callFails = () -> false;

    int tenths = 0;
    while (harness.written(TRADES).size() < 3) {
      harness.pass(Duration.ofMillis(100));
      assertThat(++tenths).as("tenths of a second until it is fetched").isLessThan(1_200);
    }
    harness.pass(Duration.ofSeconds(15));
    assertThat(harness.gaps(TRADES, true)).isEmpty();

    harness.pass(Duration.ofSeconds(30));
    assertThat(harness.gaps(TRADES, true)).hasSize(1);
  }

  @Test
  void theAuditFindsTradesLostInsideASession() {
    long session = harness.connect();
    harness.deliver(exchange.nextTrade(), session);
    Message.Data lost = exchange.nextTrade();
    harness.deliver(exchange.nextTrade(), session);
    harness.pass(Duration.ofSeconds(70));
    assertThat(ids(harness.written(TRADES)))
        .containsExactlyInAnyOrderElementsOf(ids(exchange.trades));
    assertThat(harness.gaps(TRADES, true))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.reason()).isEqualTo(GapReason.AUDIT);
              assertThat(gap.from().tradeId()).isLessThan(lost.id());
              assertThat(gap.to().tradeId()).isGreaterThan(lost.id());
            });
  }

  /** The same list twice may be one body out of a cache, also where nothing was declared. */
  @Test
  void whatAnAuditFoundIsNotProvenByTheSameListTwice() {
    long session = harness.connect();
    harness.deliver(exchange.nextTrade(), session);
    exchange.nextTrade();
    harness.deliver(exchange.nextTrade(), session);

    int tenths = 0;
    while (harness.written(TRADES).size() < 3) {
      harness.pass(Duration.ofMillis(100));
      assertThat(++tenths).as("tenths of a second until it is fetched").isLessThan(1_200);
    }
    harness.pass(Duration.ofSeconds(15));
    assertThat(harness.gaps(TRADES, true)).isEmpty();

    harness.pass(Duration.ofSeconds(30));
    assertThat(harness.gaps(TRADES, true)).hasSize(1);
  }

  /** The exchange's list cannot be had for so long that the oldest ids are forgotten. */
  @Test
  void moreTradesThanAreRememberedAreComparedByNumber() {
    long session = harness.connect();
    deliver(session, 1);
    harness.pass(Duration.ofSeconds(40));
    exchange.callFails = () -> true;
    deliver(session, 100);
    Message.Data lost = exchange.nextTrade();
    deliver(session, 25_000);
    exchange.callFails = () -> false;
    harness.pass(Duration.ofSeconds(120));
    deliver(session, 1);

    List<Message.Data> published = new ArrayList<>(exchange.trades);
    published.remove(lost);
    assertThat(harness.written(TRADES)).isEqualTo(published);
    assertThat(harness.gaps(TRADES, false))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.missing()).hasValue(1);
              assertThat(gap.from().tradeId()).isLessThan(lost.id());
              assertThat(gap.to().tradeId()).isGreaterThan(lost.id());
            });
  }

  @Test
  void aLateRepairDoesNotTurnTheOffsetBack() {
    long session = harness.connect();
    harness.deliver(exchange.nextTrade(), session);
    exchange.nextTrade();
    Message.Data newest = exchange.nextTrade();
    harness.deliver(newest, session);
    harness.pass(Duration.ofSeconds(70));
    assertThat(harness.outputs)
        .last()
        .isInstanceOfSatisfying(
            Output.Gap.class, gap -> assertThat(gap.position().tradeId()).isEqualTo(newest.id()));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void twoLossySessionsMakeOneOrderedStream(long seed) {
    Random random = new Random(seed);
    long first = harness.connect();
    long second = harness.connect();
    for (int i = 0; i < 2_000; i++) {
      Message.Data trade = exchange.nextTrade();
      int fate = random.nextInt(10);
      if (fate != 0) {
        harness.deliver(trade, first);
      }
      if (random.nextInt(4) == 0) {
        harness.pass(Duration.ofMillis(20));
      }
      if (fate != 1) {
        harness.deliver(trade, second);
      }
    }
    harness.pass(Duration.ofSeconds(1));
    assertThat(harness.written(TRADES)).isEqualTo(exchange.trades);
    assertThat(harness.outputs).noneMatch(Output.Gap.class::isInstance);
  }

  /** The second outage is proven too when it falls into the proof of the first. */
  @Test
  void aSessionThatEndsBeforeItsProofVouchesForNothing() {
    long session = harness.connect();
    harness.deliver(exchange.nextTrade(), session);
    harness.disconnect(session);
    exchange.nextTrade();
    long second = harness.connect();
    harness.deliver(exchange.nextTrade(), second);
    harness.disconnect(second);
    exchange.nextTrade();
    long third = harness.connect();
    harness.deliver(exchange.nextTrade(), third);
    harness.pass(Duration.ofSeconds(30));
    assertThat(ids(harness.written(TRADES))).isEqualTo(ids(exchange.trades));
    assertThat(harness.gaps(TRADES, true))
        .singleElement()
        .satisfies(gap -> assertThat(gap.repairedEvents()).isEqualTo(2));
  }

  @Test
  void withoutRepairAnOutageIsDeclared() {
    ContinuityHarness plain = new ContinuityHarness(exchange, withoutRepair(), TRADES);
    long session = plain.connect();
    plain.deliver(exchange.nextTrade(), session);
    plain.disconnect(session);
    exchange.nextTrade();
    long next = plain.connect();
    plain.deliver(exchange.nextTrade(), next);
    plain.pass(Duration.ofSeconds(5));
    assertThat(plain.gaps(TRADES, false)).hasSize(1);
    assertThat(plain.written(TRADES)).hasSize(2);
  }

  @Test
  void aRestartRepeatsNothingAndFetchesTheRest() {
    long session = harness.connect();
    harness.deliver(exchange.nextTrade(), session);
    harness.deliver(exchange.nextTrade(), session);
    harness.restartTask();
    exchange.nextTrade();
    long next = harness.connect();
    harness.deliver(exchange.trades.get(1), next);
    harness.deliver(exchange.nextTrade(), next);
    harness.pass(Duration.ofSeconds(3));
    assertThat(ids(harness.written(TRADES))).isEqualTo(ids(exchange.trades));
  }

  /** Without audits of its own the task would not find out. */
  @Test
  void aComparisonThatIsAskedForFindsWhatASessionLostAndProvesTheRest() {
    ContinuityHarness unaudited =
        new ContinuityHarness(exchange, ContinuityHarness.withoutAudits(), TRADES);
    long session = unaudited.connect();
    unaudited.deliver(exchange.nextTrade(), session);
    unaudited.pass(Duration.ofSeconds(30));
    Message.Data lost = exchange.nextTrade();
    unaudited.deliver(exchange.nextTrade(), session);
    unaudited.pass(Duration.ofMinutes(2));
    assertThat(unaudited.written(TRADES)).hasSize(2);
    unaudited.requestAudit(TRADES);
    unaudited.pass(Duration.ofSeconds(1));
    assertThat(ids(unaudited.written(TRADES))).contains(lost.id());
    unaudited.deliver(exchange.nextTrade(), session);
    unaudited.pass(Duration.ofSeconds(4));
    assertThat(unaudited.gaps(TRADES, true)).hasSize(1);
    int asked = exchange.tradesAsked;
    unaudited.pass(Duration.ofMinutes(5));
    assertThat(exchange.tradesAsked).as("and no more lists").isEqualTo(asked);
  }

  @Test
  void aRestartRepairsNoFurtherBackThanAllowed() {
    ContinuityHarness young = stopped();
    Message.Data last = exchange.trades.get(0);
    exchange.nextTrade();
    exchange.nextTrade();
    exchange.micros += Duration.ofHours(5).toNanos() / 1_000;
    Message.Data inside = exchange.nextTrade();
    exchange.nextTrade();
    young.deliver(exchange.nextTrade(), young.connect());
    young.pass(Duration.ofMinutes(2));
    assertThat(young.gaps(TRADES, false))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.reason()).isEqualTo(GapReason.TOO_OLD);
              assertThat(gap.from().tradeId()).isEqualTo(last.id());
              assertThat(gap.to().tradeId()).isEqualTo(inside.id());
            });
    assertThat(ids(young.written(TRADES)))
        .containsExactlyElementsOf(
            ids(exchange.trades.stream().filter(t -> t == last || t.id() >= inside.id()).toList()));
  }

  @Test
  void whatIsTooOldIsDeclaredThoughNothingHasHappenedSince() {
    ContinuityHarness young = stopped();
    Message.Data missed = exchange.nextTrade();
    exchange.micros += Duration.ofHours(5).toNanos() / 1_000;
    long session = young.connect();
    young.pass(Duration.ofMinutes(2));
    assertThat(young.gaps(TRADES, false))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.reason()).isEqualTo(GapReason.TOO_OLD);
              assertThat(gap.to().tradeId()).isEqualTo(missed.id() + 1);
            });
    young.deliver(exchange.nextTrade(), session);
    young.pass(Duration.ofMinutes(2));
    assertThat(young.gaps(TRADES, false)).as("once").hasSize(1);
    assertThat(ids(young.written(TRADES)))
        .containsExactly(exchange.trades.get(0).id(), exchange.trades.get(2).id());
  }

  /** A market without trades for long has no hole, however long that was. */
  @Test
  void anOldTradeBehindWhichNoneIsMissingNeedsNoRepair() {
    ContinuityHarness young = stopped();
    exchange.micros += Duration.ofHours(5).toNanos() / 1_000;
    exchange.nextTrade();
    young.deliver(exchange.nextTrade(), young.connect());
    young.pass(Duration.ofMinutes(2));
    assertThat(young.gaps(TRADES, false)).isEmpty();
    assertThat(ids(young.written(TRADES))).isEqualTo(ids(exchange.trades));
  }

  /** A task that repairs an hour, and has written a trade, stopped and to be started anew. */
  private ContinuityHarness stopped() {
    ContinuityHarness young =
        new ContinuityHarness(exchange, ContinuityHarness.repairing(Duration.ofHours(1)), TRADES);
    young.deliver(exchange.nextTrade(), young.connect());
    young.pass(Duration.ofSeconds(40));
    young.restartTask();
    return young;
  }

  /** The offset tells which trades were written since the last proof. */
  @Test
  void aTradeLostBeforeARestartIsFetchedThoughNobodyComparedThen() {
    long session = harness.connect();
    deliver(session, 10);
    harness.pass(Duration.ofSeconds(40));
    deliver(session, 5);
    exchange.nextTrade();
    exchange.nextTrade();
    deliver(session, 5);
    harness.restartTask();
    deliver(harness.connect(), 1);
    harness.pass(Duration.ofSeconds(30));
    assertThat(harness.gaps(TRADES, false)).isEmpty();
    assertThat(harness.gaps(TRADES, true))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.repairedEvents()).isEqualTo(2);
              assertThat(exchange.trades.subList(15, 17))
                  .allMatch(
                      trade ->
                          gap.from().tradeId() < trade.id() && trade.id() < gap.to().tradeId());
            });
    assertThat(ids(harness.written(TRADES)))
        .containsExactlyInAnyOrderElementsOf(ids(exchange.trades));
  }

  /** Offsets of version 0.1.0 tell only how many were written since the last comparison. */
  @Test
  void whatAnEarlierVersionLostIsDeclaredByNumber() {
    deliver(harness.connect(), 10);
    exchange.nextTrade();
    exchange.nextTrade();
    Message.Data first = exchange.trades.get(4);
    Message.Data newest = exchange.trades.get(9);
    harness.restartTask(
        TRADES,
        new Position(
            "",
            newest.id(),
            newest.microtimestamp(),
            Optional.of(new AuditedTrades(first.id(), first.microtimestamp(), 3, "")),
            ""));
    deliver(harness.connect(), 1);
    harness.pass(Duration.ofSeconds(10));
    assertThat(harness.gaps(TRADES, false)).as("one list may get older rows later").isEmpty();
    harness.pass(Duration.ofSeconds(20));
    assertThat(harness.gaps(TRADES, false))
        .singleElement()
        .satisfies(gap -> assertThat(gap.missing()).hasValue(2));
  }

  /** Nothing that is sent without readable decimals may end the task. */
  @Test
  void aTradeWithoutAReadablePriceIsWritten() {
    long session = harness.connect();
    Message.Data trade = exchange.nextTrade();
    harness.deliver(
        new Message.Data(
            TRADES,
            "trade",
            trade.microtimestamp(),
            "",
            "",
            trade.id(),
            "",
            Optional.of(new Execution("", "x", 0, 1, 2))),
        session);
    assertThat(ids(harness.written(TRADES))).contains(trade.id());
  }

  @Test
  void restartsWithoutALossDeclareNothing() {
    for (int i = 0; i < 5; i++) {
      long session = harness.connect();
      deliver(session, 7);
      harness.pass(Duration.ofSeconds(i % 2 == 0 ? 45 : 2));
      deliver(session, 3);
      harness.restartTask();
    }
    deliver(harness.connect(), 1);
    harness.pass(Duration.ofSeconds(90));
    assertThat(harness.gaps(TRADES, false)).isEmpty();
    assertThat(harness.gaps(TRADES, true)).isEmpty();
    assertThat(ids(harness.written(TRADES))).isEqualTo(ids(exchange.trades));
  }

  /** What was written between the ends of the hole is not written again. */
  @Test
  void aLaterTaskGoesOnLookingForWhatWasDeclared() {
    long session = harness.connect();
    deliver(session, 3);
    harness.pass(Duration.ofSeconds(1));
    harness.disconnect(session);
    exchange.lists = trade -> false;
    Message.Data lost = exchange.nextTrade();
    deliver(harness.connect(), 3);
    harness.pass(Duration.ofSeconds(40));
    assertThat(harness.gaps(TRADES, false)).hasSize(1);
    deliver(session, 1);
    for (int restarts = 0; restarts < 2; restarts++) {
      harness.restartTask();
      deliver(harness.connect(), 1);
      harness.pass(Duration.ofSeconds(5));
    }
    assertThat(ids(harness.written(TRADES))).doesNotContain(lost.id());

    exchange.lists = trade -> true;
    harness.pass(Duration.ofMinutes(3));
    assertThat(ids(harness.written(TRADES)))
        .containsExactlyInAnyOrderElementsOf(ids(exchange.trades));
    assertThat(harness.gaps(TRADES, true))
        .first()
        .satisfies(
            gap -> {
              Output.Gap declared = harness.gaps(TRADES, false).get(0);
              assertThat(gap.from().tradeId()).isEqualTo(declared.from().tradeId());
              assertThat(gap.to().tradeId()).isEqualTo(declared.to().tradeId());
              assertThat(gap.repairedEvents()).isEqualTo(1);
            });
    deliver(session, 1);
    harness.pass(Duration.ofSeconds(1));
    assertThat(openHoles()).isEmpty();
  }

  /** No list reaches back so far, and offsets do not grow. */
  @Test
  void onlyTheNewestHolesAreToldToALaterTaskAndNoneOlderThanADay() {
    exchange.lists = trade -> false;
    for (int outage = 0; outage < 12; outage++) {
      long session = harness.connect();
      deliver(session, 1);
      harness.pass(Duration.ofSeconds(40));
      harness.disconnect(session);
      exchange.nextTrade();
    }
    assertThat(harness.gaps(TRADES, false)).hasSizeGreaterThan(9);
    assertThat(openHoles()).hasSize(8);
    exchange.micros += Duration.ofHours(25).toNanos() / 1_000;
    exchange.lists = trade -> true;
    long session = harness.connect();
    deliver(session, 2);
    harness.pass(Duration.ofMinutes(2));
    deliver(session, 1);
    assertThat(openHoles()).hasSizeLessThan(2);
  }

  private List<OpenHole> openHoles() {
    for (int i = harness.outputs.size() - 1; ; i--) {
      if (harness.outputs.get(i) instanceof Output.Event event) {
        return event.position().audited().orElseThrow().openHoles();
      }
    }
  }

  /** A list out of a cache ends before the outage, and shows nothing of it. */
  @Test
  void aDeclaredOutageIsNotRepairedByAListThatEndsBeforeIt() {
    long session = harness.connect();
    Message.Data last = exchange.nextTrade();
    harness.deliver(last, session);
    harness.disconnect(session);
    Message.Data lost = exchange.nextTrade();
    exchange.lists = trade -> trade.id() <= last.id();
    harness.deliver(exchange.nextTrade(), harness.connect());
    harness.pass(Duration.ofSeconds(90));
    assertThat(harness.gaps(TRADES, false)).hasSize(1);
    assertThat(harness.gaps(TRADES, true)).isEmpty();

    exchange.lists = trade -> true;
    harness.pass(Duration.ofSeconds(150));
    assertThat(ids(harness.written(TRADES))).contains(lost.id()).doesNotHaveDuplicates();
    assertThat(harness.gaps(TRADES, true)).hasSize(1);
  }

  /** The list is asked at once and is ahead of the stream. */
  @Test
  void theFirstTradesAreWrittenThoughTheListHadThemBefore() {
    long session = harness.connect();
    exchange.nextTrade();
    Message.Data first = exchange.nextTrade();
    Message.Data lost = exchange.nextTrade();
    Message.Data second = exchange.nextTrade();
    harness.pass(Duration.ofMillis(100));
    harness.deliver(first, session);
    harness.deliver(second, session);
    deliver(session, 1);
    harness.pass(Duration.ofSeconds(60));
    assertThat(ids(harness.written(TRADES)))
        .containsExactlyInAnyOrderElementsOf(ids(exchange.trades.subList(1, 5)));
    assertThat(harness.gaps(TRADES, true))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.from().tradeId()).isLessThan(lost.id());
              assertThat(gap.to().tradeId()).isGreaterThan(lost.id());
            });
  }

  /** Two lists lacked it, and a third has it. */
  @Test
  void aTradeListedBehindTheProvenOneIsWritten() {
    Message.Data lost = lostBehindTheProof();
    exchange.lists = trade -> true;
    harness.pass(Duration.ofSeconds(150));
    assertThat(ids(harness.written(TRADES)))
        .contains(lost.id())
        .containsExactlyInAnyOrderElementsOf(ids(exchange.trades));
    assertThat(harness.gaps(TRADES, true))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.repairedEvents()).isEqualTo(1);
              assertThat(gap.from().tradeId()).isLessThan(lost.id());
              assertThat(gap.to().tradeId()).isGreaterThan(lost.id());
            });
  }

  @Test
  void aTradeThatComesBehindTheProvenOneIsWritten() {
    Message.Data lost = lostBehindTheProof();
    harness.deliver(lost, 1);
    deliver(1, 1);
    harness.deliver(lost, 1);
    harness.pass(Duration.ofSeconds(1));
    assertThat(ids(harness.written(TRADES)))
        .containsExactlyInAnyOrderElementsOf(ids(exchange.trades));
  }

  private Message.Data lostBehindTheProof() {
    long session = harness.connect();
    deliver(session, 3);
    Message.Data lost = exchange.nextTrade();
    exchange.lists = trade -> trade.id() != lost.id();
    deliver(session, 3);
    harness.pass(Duration.ofSeconds(40));
    deliver(session, 1);
    harness.pass(Duration.ofSeconds(40));
    deliver(session, 1);
    assertThat(((Output.Event) harness.outputs.get(harness.outputs.size() - 1)).position())
        .satisfies(
            position ->
                assertThat(position.audited().orElseThrow().tradeId()).isGreaterThan(lost.id()));
    return lost;
  }

  /** There is always a row on its way to the list: the trades before it are proven all the same. */
  @Test
  void rowsThatAreListedLateHoldUpNoOlderOnes() {
    long session = harness.connect();
    exchange.lists = trade -> exchange.trades.indexOf(trade) != exchange.trades.size() - 2;
    for (int i = 0; i < 20; i++) {
      deliver(session, 5);
      harness.pass(Duration.ofSeconds(10));
    }
    AuditedTrades audited =
        ((Output.Event) harness.outputs.get(harness.outputs.size() - 1))
            .position()
            .audited()
            .orElseThrow();
    assertThat(audited.tradeId()).isGreaterThan(exchange.trades.get(60).id());
    assertThat(harness.outputs).noneMatch(Output.Gap.class::isInstance);
  }

  /** The count is of no use before a list reaches up to where it was counted. */
  @Test
  void aListThatEndsBeforeTheCountedTradesIsNotComparedWithTheirNumber() {
    long session = harness.connect();
    deliver(session, 1);
    harness.pass(Duration.ofSeconds(40));
    deliver(session, 50);
    Message.Data cached = exchange.trades.get(50);
    deliver(session, 10);
    Message.Data lost = exchange.nextTrade();
    deliver(session, 340);
    exchange.lists = trade -> trade.id() <= cached.id();
    harness.restartTask();
    long next = harness.connect();
    harness.pass(Duration.ofSeconds(20));
    assertThat(harness.outputs).noneMatch(Output.Gap.class::isInstance);

    exchange.lists = trade -> true;
    deliver(next, 1);
    harness.pass(Duration.ofSeconds(60));
    assertThat(harness.gaps(TRADES, false))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.missing()).hasValue(1);
              assertThat(gap.from().tradeId()).isLessThan(lost.id());
              assertThat(gap.to().tradeId()).isGreaterThan(lost.id());
            });
    List<Message.Data> published = new ArrayList<>(exchange.trades);
    published.remove(lost);
    assertThat(ids(harness.written(TRADES))).isEqualTo(ids(published));
  }

  /** A list that lacks what was written in a hole is not whole, and closes none. */
  @Test
  void aDeclaredOutageIsNotRepairedByAListThatLacksWhatWasWrittenInIt() {
    long session = harness.connect();
    deliver(session, 1);
    harness.disconnect(session);
    Message.Data late = exchange.nextTrade();
    exchange.nextTrade();
    exchange.callFails = () -> true;
    long next = harness.connect();
    deliver(next, 1);
    harness.pass(Duration.ofSeconds(40));
    assertThat(harness.gaps(TRADES, false)).hasSize(1);
    harness.deliver(late, next);
    exchange.callFails = () -> false;
    exchange.lists = trade -> trade.id() != late.id();
    harness.pass(Duration.ofMinutes(3));
    assertThat(ids(harness.written(TRADES)))
        .containsExactlyInAnyOrderElementsOf(ids(exchange.trades));
    assertThat(harness.gaps(TRADES, true)).isEmpty();

    exchange.lists = trade -> true;
    harness.pass(Duration.ofMinutes(6));
    assertThat(harness.gaps(TRADES, true)).hasSize(1);
  }

  /** A list that lacks what came over the stream proves nothing, and is not waited for for ever. */
  @Test
  void aStreamedTradeThatIsNeverListedIsDeclaredUnproven() {
    long session = harness.connect();
    deliver(session, 2);
    Message.Data unlisted = exchange.nextTrade();
    harness.deliver(unlisted, session);
    exchange.lists = trade -> trade.id() != unlisted.id();
    for (int i = 0; i < 20; i++) {
      deliver(session, 1);
      harness.pass(Duration.ofSeconds(30));
    }
    assertThat(harness.gaps(TRADES, false))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.detail()).contains("list lacks");
              assertThat(gap.from().tradeId()).isEqualTo(exchange.trades.get(1).id());
              assertThat(gap.to().tradeId()).isEqualTo(exchange.trades.get(3).id());
            });
    Output.Event newest = (Output.Event) harness.outputs.get(harness.outputs.size() - 1);
    assertThat(newest.position().audited().orElseThrow().tradeId()).isGreaterThan(unlisted.id());
    assertThat(ids(harness.written(TRADES))).isEqualTo(ids(exchange.trades));
  }

  /** The older session is half dead: that it is still open proves nothing. */
  @Test
  void withoutRepairAnOpenSessionVouchesForNothing() {
    ContinuityHarness plain = new ContinuityHarness(exchange, withoutRepair(), TRADES);
    long first = plain.connect();
    plain.deliver(exchange.nextTrade(), first);
    exchange.nextTrade();
    long second = plain.connect();
    plain.deliver(exchange.nextTrade(), second);
    plain.disconnect(first);
    plain.deliver(exchange.nextTrade(), second);
    plain.pass(Duration.ofSeconds(5));
    assertThat(plain.gaps(TRADES, false))
        .singleElement()
        .satisfies(gap -> assertThat(gap.to().tradeId()).isEqualTo(exchange.trades.get(2).id()));
  }

  @Test
  void withoutRepairASessionThatRepeatsWhatWasWrittenVouches() {
    ContinuityHarness plain = new ContinuityHarness(exchange, withoutRepair(), TRADES);
    long first = plain.connect();
    Message.Data trade = exchange.nextTrade();
    plain.deliver(trade, first);
    long second = plain.connect();
    plain.deliver(trade, second);
    plain.disconnect(first);
    plain.deliver(exchange.nextTrade(), second);
    plain.pass(Duration.ofSeconds(5));
    assertThat(plain.outputs).noneMatch(Output.Gap.class::isInstance);
  }

  /**
   * An offset has only the ids of trades behind the proven one: none of them is older than that.
   */
  @Test
  void anInheritedTradeIsNotTakenForOneOfTheLastOnesTime() {
    List<Message.Data> trades = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      trades.add(exchange.nextTrade());
      exchange.micros += 10_000_000;
    }
    Message.Data proven = trades.get(0);
    Message.Data last = trades.get(4);
    harness.restartTask(
        TRADES,
        Position.after(last)
            .with(
                Optional.of(
                    new AuditedTrades(
                        proven.id(),
                        proven.microtimestamp(),
                        4,
                        AuditedTrades.encode(ids(trades.subList(1, 5)))))));
    long session = harness.connect();
    exchange.trades.subList(2, 5).clear();
    harness.pass(Duration.ofMinutes(2));
    deliver(session, 1);
    harness.pass(Duration.ofSeconds(1));

    assertThat(harness.outputs.get(harness.outputs.size() - 1))
        .isInstanceOfSatisfying(
            Output.Event.class,
            event -> {
              AuditedTrades audited = event.position().audited().orElseThrow();
              assertThat(audited.tradeId()).isEqualTo(trades.get(1).id());
              assertThat(audited.microtimestamp())
                  .isLessThanOrEqualTo(trades.get(1).microtimestamp());
            });
  }

  /** The list is cut: what it shows is repaired, and what is before it declared. */
  @Test
  void whatWasFetchedBehindADeclaredGapIsToldApartFromIt() {
    long session = harness.connect();
    deliver(session, 2);
    Message.Data declared = exchange.nextTrade();
    deliver(session, 10);
    Message.Data fetched = exchange.nextTrade();
    deliver(session, 1);
    exchange.lists = trade -> exchange.trades.indexOf(trade) >= exchange.trades.size() - 4;
    harness.pass(Duration.ofSeconds(120));
    assertThat(harness.gaps(TRADES, false))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.from().tradeId()).isLessThan(declared.id());
              assertThat(gap.to().tradeId()).isBetween(declared.id() + 1, fetched.id() - 1);
              assertThat(gap.repairedEvents()).isZero();
            });
    assertThat(harness.gaps(TRADES, true))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.from().tradeId()).isLessThan(fetched.id());
              assertThat(gap.to().tradeId()).isGreaterThan(fetched.id());
              assertThat(gap.repairedEvents()).isEqualTo(1);
            });
  }

  private static ContinuitySettings withoutRepair() {
    return new ContinuitySettings(
        Duration.ZERO,
        Duration.ZERO,
        false,
        Duration.ofSeconds(1),
        Duration.ofDays(1),
        Duration.ofSeconds(1),
        false,
        Duration.ZERO,
        Duration.ofSeconds(1),
        Duration.ZERO,
        Duration.ofSeconds(60),
        100,
        100_000);
  }

  private void deliver(long session, int trades) {
    for (int i = 0; i < trades; i++) {
      harness.deliver(exchange.nextTrade(), session);
    }
  }

  private void advanceMarket(Duration duration) {
    exchange.micros += duration.toNanos() / 1_000;
    harness.pass(duration.compareTo(Duration.ofMinutes(1)) < 0 ? duration : Duration.ofMinutes(1));
  }

  private static List<Long> ids(List<Message.Data> trades) {
    return trades.stream().map(Message.Data::id).toList();
  }
}
