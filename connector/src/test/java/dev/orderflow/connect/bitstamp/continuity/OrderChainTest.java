package dev.orderflow.connect.bitstamp.continuity;

import static dev.orderflow.connect.bitstamp.continuity.ScriptedExchange.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.connect.bitstamp.exchange.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderChainTest {

  private final ScriptedExchange exchange = new ScriptedExchange(1);
  private final ContinuityHarness harness =
      new ContinuityHarness(exchange, ContinuityHarness.SETTINGS, ORDERS);

  @Test
  void writesAnUnbrokenChainAtOnce() {
    long session = harness.connect();
    settle(session);
    int before = harness.written(ORDERS).size();
    for (int i = 0; i < 100; i++) {
      harness.deliver(exchange.nextOrder(), session);
      assertThat(harness.written(ORDERS)).hasSize(before + i + 1);
    }
    assertThat(harness.written(ORDERS)).isEqualTo(exchange.orders);
  }

  @Test
  void fetchesWhatASessionLost() {
    long session = harness.connect();
    settle(session);
    List<Message.Data> lost = publish(7);
    harness.deliver(exchange.nextOrder(), session);
    harness.pass(Duration.ofSeconds(3));
    assertThat(harness.written(ORDERS)).isEqualTo(exchange.orders);
    assertThat(repairedIds()).containsExactlyElementsOf(ids(lost));
    assertThat(harness.gaps(ORDERS, true))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.reason()).isEqualTo(GapReason.CHAIN_BROKEN);
              assertThat(gap.repairedEvents()).isEqualTo(7);
              assertThat(gap.missing()).hasValue(0);
            });
  }

  @Test
  void aRepairedFrameNamesItsPredecessor() {
    long session = harness.connect();
    settle(session);
    publish(1);
    harness.deliver(exchange.nextOrder(), session);
    harness.pass(Duration.ofSeconds(3));
    Message.Data lost = exchange.orders.get(exchange.orders.size() - 2);
    assertThat(harness.outputs)
        .filteredOn(output -> output instanceof Output.Event event && event.repaired())
        .singleElement()
        .extracting(output -> ((Output.Event) output).text())
        .isEqualTo(
            "{\"data\":{},\"channel\":\"live_orders_btcusd\",\"event\":\"order_created\","
                + "\"event_id\":\""
                + lost.eventId()
                + "\",\"pre_event_id\":\""
                + lost.preEventId()
                + "\",\"order_source\":\"orderbook\"}");
  }

  /** A task that cannot hand over its records polls nothing meanwhile. */
  @Test
  void anAnswerThatCameWhileTheTaskStoodStillIsTaken() {
    long session = harness.connect();
    settle(session);
    List<Message.Data> lost = publish(7);
    harness.deliver(exchange.nextOrder(), session);
    harness.pass(Duration.ofSeconds(1));
    harness.standStill(ContinuityHarness.SETTINGS.repairTimeout().plusSeconds(1));
    harness.pass(Duration.ofSeconds(3));
    assertThat(harness.gaps(ORDERS, false)).isEmpty();
    assertThat(repairedIds()).containsExactlyElementsOf(ids(lost));
  }

  @Test
  void goesThroughPages() {
    exchange.pageSize = 10;
    long session = harness.connect();
    settle(session);
    publish(95);
    harness.deliver(exchange.nextOrder(), session);
    harness.pass(Duration.ofSeconds(4));
    assertThat(harness.written(ORDERS)).isEqualTo(exchange.orders);
  }

  @Test
  void reorderedAndDoubledFramesNeedNoRepair() {
    long session = harness.connect();
    settle(session);
    List<Message.Data> orders = publish(4);
    harness.deliver(orders.get(1), session);
    harness.deliver(orders.get(1), session);
    harness.deliver(orders.get(0), session);
    harness.deliver(orders.get(0), session);
    harness.deliver(orders.get(3), session);
    harness.deliver(orders.get(2), session);
    assertThat(harness.written(ORDERS)).isEqualTo(exchange.orders);
    assertThat(repairedIds()).isEmpty();
    assertThat(harness.statistics().duplicates()).isEqualTo(2);
  }

  @Test
  void declaresWhatTheHistoryHasForgottenAndGivesASnapshot() {
    long session = harness.connect();
    settle(session);
    Message.Data last = exchange.orders.get(exchange.orders.size() - 1);
    publish(6);
    exchange.forgottenBefore = exchange.orders.size();
    Message.Data next = exchange.nextOrder();
    harness.outputs.clear();
    harness.deliver(next, session);
    harness.pass(Duration.ofSeconds(9));
    assertThat(harness.outputs).hasSize(3);
    assertThat(harness.outputs.get(0))
        .isInstanceOfSatisfying(
            Output.Gap.class,
            gap -> {
              assertThat(gap.repaired()).isFalse();
              assertThat(gap.from().eventId()).isEqualTo(last.eventId());
              assertThat(gap.to().eventId()).isEqualTo(next.eventId());
              assertThat(gap.missing()).isEmpty();
              assertThat(gap.missingModulo4()).hasValue(6 % 4);
              assertThat(gap.detail()).contains("REFUSED");
            });
    assertThat(harness.outputs.get(1)).isInstanceOf(Output.Snapshot.class);
    assertThat(harness.outputs.get(2)).isInstanceOf(Output.Event.class);
  }

  /** Each would be waited for on its own, and what is newer be held for all of them together. */
  @Test
  void manyHolesOfWhichTheHistoryKnowsNothingAreNotEachWaitedForInFull() {
    long session = harness.connect();
    settle(session);
    int known = exchange.orders.size();
    exchange.hides = order -> order.id() > known;
    for (int hole = 0; hole < 20; hole++) {
      exchange.nextOrder();
      harness.deliver(exchange.nextOrder(), session);
    }
    harness.pass(Duration.ofSeconds(29));
    assertThat(harness.gaps(ORDERS, false)).isEmpty();
    harness.pass(Duration.ofSeconds(41));
    assertThat(harness.gaps(ORDERS, false)).hasSize(20);
    assertThat(harness.statistics().held()).isZero();
  }

  @Test
  void refusesAHistoryThatSkipsEvents() {
    long session = harness.connect();
    settle(session);
    publish(9);
    Random random = new Random(3);
    exchange.skipsARow = () -> random.nextInt(3) == 0;
    harness.deliver(exchange.nextOrder(), session);
    harness.pass(Duration.ofSeconds(40));
    harness.assertNothingLostSilently(exchange.orders);
    assertThat(harness.isWaiting()).isFalse();
  }

  /** The counter of ids counts modulo four, so that it does not tell of them. */
  @Test
  void fourRowsThatAreListedLateAreNotTakenForNone() {
    long session = harness.connect();
    settle(session);
    List<Message.Data> lost = publish(7);
    exchange.ordersAsked = 0;
    exchange.hides = order -> exchange.ordersAsked < 2 && lost.subList(1, 5).contains(order);
    harness.deliver(exchange.nextOrder(), session);
    harness.pass(Duration.ofSeconds(6));

    assertThat(harness.written(ORDERS)).isEqualTo(exchange.orders);
    assertThat(harness.gaps(ORDERS, false)).isEmpty();
    assertThat(harness.gaps(ORDERS, true))
        .singleElement()
        .satisfies(gap -> assertThat(gap.repairedEvents()).isEqualTo(7));
  }

  /** A server that is behind shows the same hole once more: it is no second reply. */
  @Test
  void anEarlierStateOfTheListConfirmsNothing() {
    long session = harness.connect();
    settle(session);
    List<Message.Data> lost = publish(12);
    exchange.ordersAsked = 0;
    exchange.hides =
        order ->
            exchange.ordersAsked < 4 && lost.subList(2, 6).contains(order)
                || exchange.ordersAsked > 1
                    && exchange.ordersAsked < 4
                    && lost.subList(8, 12).contains(order);
    harness.deliver(exchange.nextOrder(), session);
    harness.pass(Duration.ofSeconds(15));

    assertThat(harness.written(ORDERS)).isEqualTo(exchange.orders);
    assertThat(harness.gaps(ORDERS, false)).isEmpty();
  }

  @Test
  void aListThatBeginsBehindWhatIsAskedFromIsAskedFromTheEventBefore() {
    exchange.sinceIsExclusive = true;
    exchange.pageSize = 10;
    long session = harness.connect();
    settle(session);
    for (int i = 0; i < 2; i++) {
      publish(35);
      harness.deliver(exchange.nextOrder(), session);
      harness.pass(Duration.ofSeconds(12));
    }
    assertThat(harness.written(ORDERS)).isEqualTo(exchange.orders);
    assertThat(harness.gaps(ORDERS, false)).isEmpty();
    assertThat(harness.gaps(ORDERS, true)).hasSize(2);
  }

  /** It may be behind; what it does not know then it has forgotten. */
  @Test
  void aRefusalIsAskedAboutForSixSeconds() {
    long session = harness.connect();
    settle(session);
    publish(3);
    exchange.forgottenBefore = exchange.orders.size();
    harness.deliver(exchange.nextOrder(), session);
    harness.pass(Duration.ofSeconds(5));
    assertThat(harness.gaps(ORDERS, false)).isEmpty();
    harness.pass(Duration.ofSeconds(3));
    assertThat(harness.gaps(ORDERS, false)).hasSize(1);
  }

  @Test
  void aListThatLacksTheNewestEventsIsWaitedFor() {
    long session = harness.connect();
    settle(session);
    List<Message.Data> lost = publish(6);
    exchange.hides = order -> order.eventId().compareTo(lost.get(2).eventId()) > 0;
    harness.deliver(exchange.nextOrder(), session);
    harness.pass(Duration.ofSeconds(12));
    assertThat(repairedIds()).as("what it has").hasSize(3);
    assertThat(harness.gaps(ORDERS, false)).isEmpty();
    exchange.hides = order -> false;
    harness.pass(Duration.ofSeconds(8));
    assertThat(harness.written(ORDERS)).isEqualTo(exchange.orders);
    assertThat(harness.gaps(ORDERS, true)).hasSize(1);
  }

  @Test
  void aRepairWithoutProgressIsGivenUpWithItsLastProblem() {
    long session = harness.connect();
    settle(session);
    publish(3);
    exchange.callFails = () -> true;
    exchange.ordersAsked = 0;
    harness.deliver(exchange.nextOrder(), session);
    harness.pass(Duration.ofSeconds(29));
    assertThat(harness.gaps(ORDERS, false)).isEmpty();
    harness.pass(Duration.ofSeconds(2));
    assertThat(harness.gaps(ORDERS, false))
        .singleElement()
        .satisfies(
            gap -> assertThat(gap.detail()).isEqualTo("no progress in 30 s: test: UNAVAILABLE"));
    assertThat(exchange.ordersAsked).as("with growing waits").isBetween(5, 10);
  }

  /** They are seen in one reply, and lacking in others: they are there. */
  @Test
  void rowsThatOneReplyHasAreNotForgottenBecauseOthersLackThem() {
    long session = harness.connect();
    settle(session);
    List<Message.Data> lost = publish(9);
    exchange.hides = order -> exchange.ordersAsked % 2 == 0 && lost.subList(1, 5).contains(order);
    harness.deliver(exchange.nextOrder(), session);
    harness.pass(Duration.ofSeconds(20));

    assertThat(harness.written(ORDERS)).isEqualTo(exchange.orders);
    assertThat(harness.gaps(ORDERS, false)).isEmpty();
  }

  /** One page settles while the next ones are asked for: not two seconds for each. */
  @Test
  void manyPagesSettleTogether() {
    exchange.pageSize = 10;
    long session = harness.connect();
    settle(session);
    publish(400);
    exchange.ordersAsked = 0;
    harness.deliver(exchange.nextOrder(), session);
    harness.pass(Duration.ofSeconds(8));

    assertThat(harness.written(ORDERS)).isEqualTo(exchange.orders);
    assertThat(exchange.ordersAsked).isLessThan(120);
  }

  /** As with a list in tiny pages: what is held for it would become ever more. */
  @Test
  void aRepairThatIsSlowerThanTheStreamIsGivenUp() {
    exchange.pageSize = 2;
    long session = harness.connect();
    settle(session);
    List<Message.Data> lost = publish(2_000);
    deliverFor(Duration.ofSeconds(50), session);
    assertThat(harness.gaps(ORDERS, false)).isEmpty();
    deliverFor(Duration.ofSeconds(15), session);

    assertThat(harness.gaps(ORDERS, false))
        .singleElement()
        .satisfies(gap -> assertThat(gap.detail()).contains("more slowly than the stream"))
        .satisfies(gap -> assertThat(ids(lost)).contains(gap.from().eventId()));
    harness.assertNothingLostSilently(exchange.orders);
    harness.pass(Duration.ofSeconds(5));
    assertThat(harness.isWaiting()).isFalse();
    harness.assertNothingLostSilently(exchange.orders);
  }

  /** What comes behind it is whole again, and is not said to follow what was before. */
  @Test
  void theFirstEventBehindABreakNamesNoPredecessor() {
    long session = harness.connect();
    settle(session);
    List<Message.Data> lost = publish(7);
    exchange.hides = lost.subList(2, 5)::contains;
    harness.deliver(exchange.nextOrder(), session);
    harness.pass(Duration.ofSeconds(6));

    Message.Data behind = lost.get(5);
    assertThat(repairedIds())
        .containsExactly(
            lost.get(0).eventId(), lost.get(1).eventId(), behind.eventId(), lost.get(6).eventId());
    assertThat(harness.outputs)
        .filteredOn(
            output ->
                output instanceof Output.Event event
                    && event.data().eventId().equals(behind.eventId()))
        .singleElement()
        .isInstanceOfSatisfying(
            Output.Event.class,
            event -> {
              assertThat(event.data().preEventId()).isEmpty();
              assertThat(event.text()).contains("\"pre_event_id\":\"\"");
              assertThat(event.position().previousEventId())
                  .as("a restart may ask from it")
                  .isEqualTo(lost.get(1).eventId());
            });
    assertThat(harness.gaps(ORDERS, false))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.from().eventId()).isEqualTo(lost.get(1).eventId());
              assertThat(gap.to().eventId()).isEqualTo(behind.eventId());
              assertThat(gap.missingModulo4()).hasValue(3);
            });
  }

  /** They came over the stream already, or will. */
  @Test
  void whatIsListedOfOtherSourcesIsLeftToTheStream() {
    long session = harness.connect();
    settle(session);
    Message.Data order = publish(2).get(1);
    Message.Data stop =
        new Message.Data(
            ORDERS,
            "order_created",
            order.microtimestamp(),
            order.eventId() + "-stop",
            "",
            77,
            "stop_order",
            Optional.empty());
    harness.deliver(stop, session);
    exchange.orders.add(stop);
    publish(1);
    harness.deliver(exchange.nextOrder(), session);
    harness.pass(Duration.ofSeconds(6));

    assertThat(repairedIds()).hasSize(3).doesNotContain(stop.eventId());
    assertThat(harness.written(ORDERS)).containsExactlyInAnyOrderElementsOf(exchange.orders);
    assertThat(harness.gaps(ORDERS, false)).isEmpty();
  }

  @Test
  void aRestartedChainIsProvenByTheHistoryAlone() {
    long session = harness.connect();
    settle(session);
    exchange.restartChain();
    harness.deliver(exchange.nextOrder(), session);
    harness.deliver(exchange.nextOrder(), session);
    harness.pass(Duration.ofSeconds(5));
    assertThat(harness.written(ORDERS)).isEqualTo(exchange.orders);
    assertThat(harness.gaps(ORDERS, false)).isEmpty();
  }

  @Test
  void aRestartFetchesWhatHappenedMeanwhileAndRepeatsNothing() {
    long session = harness.connect();
    settle(session);
    harness.restartTask();
    publish(20);
    long next = harness.connect();
    harness.deliver(exchange.orders.get(1), next);
    harness.deliver(exchange.nextOrder(), next);
    harness.pass(Duration.ofSeconds(3));
    harness.deliver(exchange.nextOrder(), next);
    harness.pass(Duration.ofSeconds(3));
    assertThat(harness.written(ORDERS)).isEqualTo(exchange.orders);
    assertThat(harness.gaps(ORDERS, true))
        .singleElement()
        .extracting(Output.Gap::reason)
        .isEqualTo(GapReason.RESTARTED);
  }

  /** The exchange comes back with a clock behind the stored offset: said, not dropped for ever. */
  /** Its record's offset must still name the event before it. */
  @Test
  void anEventWithoutAnIdDoesNotMakeARestartForget() {
    long session = harness.connect();
    settle(session);
    Message.Data without =
        new Message.Data(ORDERS, "order_created", exchange.micros, "", "", Message.Data.NONE);
    harness.deliver(without, session);
    assertThat(harness.written(ORDERS)).contains(without);
    harness.restartTask();
    List<Message.Data> missed = publish(3);
    long next = harness.connect();
    harness.deliver(exchange.nextOrder(), next);
    harness.pass(Duration.ofSeconds(3));

    assertThat(repairedIds()).containsExactlyElementsOf(ids(missed));
    assertThat(harness.written(ORDERS)).containsOnlyOnceElementsOf(exchange.orders);
  }

  @Test
  void idsThatGoBackAreAGapAndNotDuplicates() {
    long session = harness.connect();
    settle(session);
    exchange.micros -= Duration.ofHours(1).toNanos() / 1_000;
    for (int i = 0; i < 300; i++) {
      harness.deliver(exchange.nextOrder(), session);
      harness.pass(Duration.ofMillis(40));
    }
    harness.pass(Duration.ofSeconds(5));
    assertThat(harness.gaps(ORDERS, false))
        .singleElement()
        .satisfies(gap -> assertThat(gap.detail()).contains("went back"));
    assertThat(harness.written(ORDERS)).isEqualTo(exchange.orders);
    assertThat(harness.outputs).filteredOn(Output.Snapshot.class::isInstance).hasSize(2);
  }

  /** Nothing comes that would show the hole: the silence itself is asked about. */
  @Test
  void whatHappenedWhileTheTaskWasStoppedIsWrittenThoughTheMarketIsSilentNow() {
    long session = harness.connect();
    settle(session);
    harness.restartTask();
    List<Message.Data> missed = publish(20);
    long silent = harness.connect();
    harness.pass(Duration.ofSeconds(6));
    assertThat(repairedIds()).containsExactlyElementsOf(ids(missed));
    assertThat(harness.written(ORDERS)).isEqualTo(exchange.orders);
    assertThat(harness.gaps(ORDERS, true))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.reason()).isEqualTo(GapReason.SILENCE);
              assertThat(gap.session()).isEqualTo(silent);
              assertThat(gap.repairedEvents()).isEqualTo(20);
            });
    assertFetchedOver(silent);
  }

  @Test
  void aBookThatIsAskedForComesWithTheNextEventOnce() {
    long session = harness.connect();
    settle(session);
    long before = harness.statistics().snapshots();
    for (int i = 0; i < 100; i++) {
      harness.requestSnapshot(ORDERS);
    }
    harness.pass(Duration.ofSeconds(10));
    assertThat(harness.statistics().snapshots()).as("of a silent market").isEqualTo(before);
    harness.deliver(exchange.nextOrder(), session);
    harness.requestSnapshot(ORDERS);
    harness.pass(Duration.ofSeconds(10));
    assertThat(harness.statistics().snapshots()).isEqualTo(before + 1);
    harness.requestSnapshot(ScriptedExchange.TRADES);
    assertThat(harness.written(ORDERS)).isEqualTo(exchange.orders);
  }

  @Test
  void aRestartRepairsNoFurtherBackThanAllowed() {
    ContinuityHarness young = repairingAnHour();
    Message.Data last = stopped(young);
    publish(30);
    exchange.micros += Duration.ofHours(5).toNanos() / 1_000;
    List<Message.Data> inside = publish(20);
    young.deliver(exchange.nextOrder(), young.connect());
    young.pass(Duration.ofSeconds(10));
    assertThat(young.gaps(ORDERS, false))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.reason()).isEqualTo(GapReason.TOO_OLD);
              assertThat(gap.from().eventId()).isEqualTo(last.eventId());
              assertThat(gap.to().eventId()).isEqualTo(inside.get(0).eventId());
            });
    assertThat(young.gaps(ORDERS, true)).hasSize(1);
    assertThat(ids(young.written(ORDERS)).subList(1, 22))
        .isEqualTo(ids(exchange.orders.subList(31, 52)));
    young.assertNothingLostSilently(exchange.orders);
  }

  /** Many pages lie before what is repaired, and none of them is asked for. */
  @Test
  void whatIsTooOldIsNotPagedThrough() {
    exchange.pageSize = 10;
    ContinuityHarness young = repairingAnHour();
    stopped(young);
    publish(5_000);
    exchange.micros += Duration.ofHours(5).toNanos() / 1_000;
    publish(20);
    young.deliver(exchange.nextOrder(), young.connect());
    young.pass(Duration.ofSeconds(15));
    assertThat(exchange.ordersAsked).isLessThan(40);
    assertThat(young.gaps(ORDERS, false)).hasSize(1);
    assertThat(young.written(ORDERS)).hasSize(22);
    young.assertNothingLostSilently(exchange.orders);
  }

  @Test
  void whatIsTooOldIsDeclaredThoughNothingHasHappenedSince() {
    ContinuityHarness young = repairingAnHour();
    stopped(young);
    publish(30);
    exchange.micros += Duration.ofHours(5).toNanos() / 1_000;
    long session = young.connect();
    young.pass(Duration.ofSeconds(10));
    assertThat(young.gaps(ORDERS, false))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.reason()).isEqualTo(GapReason.TOO_OLD);
              assertThat(gap.to().link()).isEmpty();
            });
    young.pass(Duration.ofMinutes(5));
    assertThat(young.gaps(ORDERS, false)).as("once").hasSize(1);
    young.deliver(exchange.nextOrder(), session);
    young.pass(Duration.ofSeconds(40));
    assertThat(young.written(ORDERS)).hasSize(2);
    young.assertNothingLostSilently(exchange.orders);
  }

  /** A market where nothing happens for long has no hole, however long that was. */
  @Test
  void anOldEventBehindWhichNothingIsMissingNeedsNoRepair() {
    ContinuityHarness young = repairingAnHour();
    stopped(young);
    exchange.micros += Duration.ofHours(5).toNanos() / 1_000;
    publish(1);
    young.deliver(exchange.nextOrder(), young.connect());
    young.pass(Duration.ofSeconds(10));
    assertThat(young.gaps(ORDERS, false)).isEmpty();
    assertThat(young.written(ORDERS)).isEqualTo(exchange.orders);
  }

  /** The exchange may know nothing of an id so old, and yet of what came long after it. */
  @Test
  void whatIsInsideIsRepairedThoughTheHistoryHasForgottenTheRest() {
    ContinuityHarness young = repairingAnHour();
    stopped(young);
    publish(30);
    exchange.micros += Duration.ofHours(5).toNanos() / 1_000;
    exchange.forgottenBefore = exchange.orders.size();
    publish(20);
    young.deliver(exchange.nextOrder(), young.connect());
    young.pass(Duration.ofSeconds(20));
    assertThat(young.gaps(ORDERS, false)).hasSize(1);
    assertThat(young.written(ORDERS)).hasSize(22);
    young.assertNothingLostSilently(exchange.orders);
  }

  @Test
  void anIdOfNoEventThatIsRefusedDeclaresTheWholeGap() {
    exchange.knowsOnlyEvents = true;
    ContinuityHarness young = repairingAnHour();
    Message.Data last = stopped(young);
    publish(30);
    exchange.micros += Duration.ofHours(5).toNanos() / 1_000;
    publish(20);
    Message.Data next = exchange.nextOrder();
    young.deliver(next, young.connect());
    young.pass(Duration.ofSeconds(15));
    assertThat(young.gaps(ORDERS, false))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.reason()).isEqualTo(GapReason.TOO_OLD);
              assertThat(gap.from().eventId()).isEqualTo(last.eventId());
              assertThat(gap.to().eventId()).isEqualTo(next.eventId());
            });
    young.assertNothingLostSilently(exchange.orders);
  }

  private ContinuityHarness repairingAnHour() {
    return new ContinuityHarness(
        exchange, ContinuityHarness.repairing(Duration.ofHours(1)), ORDERS);
  }

  /** Writes an event, and stops the task. */
  private Message.Data stopped(ContinuityHarness young) {
    Message.Data last = exchange.nextOrder();
    young.deliver(last, young.connect());
    young.pass(Duration.ofSeconds(3));
    young.restartTask();
    return last;
  }

  /** What one reply had is written, though no later one connects it to the stream. */
  @Test
  void whatWasListedOnceIsWrittenThoughTheExchangeForgetsIt() {
    long session = harness.connect();
    settle(session);
    harness.restartTask();
    List<Message.Data> missed = publish(20);
    long next = harness.connect();
    harness.pass(Duration.ofSeconds(2));
    assertThat(repairedIds()).as("one reply is no proof").isEmpty();
    exchange.forgottenBefore = exchange.orders.size();
    harness.deliver(exchange.nextOrder(), next);
    harness.pass(Duration.ofSeconds(10));
    assertThat(repairedIds()).containsExactlyElementsOf(ids(missed));
    assertThat(ids(harness.written(ORDERS))).isEqualTo(ids(exchange.orders));
    assertThat(harness.gaps(ORDERS, false))
        .singleElement()
        .satisfies(gap -> assertThat(gap.repairedEvents()).isEqualTo(20));
  }

  /** The market stays silent, and what one reply had is forgotten. */
  @Test
  void whatWasListedOnceIsWrittenThoughTheQuestionIsGivenUp() {
    long session = harness.connect();
    settle(session);
    Message.Data last = exchange.orders.get(exchange.orders.size() - 1);
    harness.restartTask();
    List<Message.Data> missed = publish(20);
    long silent = harness.connect();
    harness.pass(Duration.ofSeconds(2));
    exchange.forgottenBefore = exchange.orders.size();
    harness.pass(Duration.ofSeconds(10));

    assertThat(repairedIds()).containsExactlyElementsOf(ids(missed));
    assertThat(harness.gaps(ORDERS, true)).isEmpty();
    assertThat(harness.gaps(ORDERS, false))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.reason()).isEqualTo(GapReason.SILENCE);
              assertThat(gap.from().eventId()).isEqualTo(last.eventId());
              assertThat(gap.to().eventId()).isEqualTo(missed.get(19).eventId());
              assertThat(gap.repairedEvents()).isEqualTo(20);
            });
    assertThat(harness.outputs).filteredOn(Output.Snapshot.class::isInstance).hasSize(2);
    assertFetchedOver(silent);
  }

  /** Fetched events say over which session they were missed, and when they were fetched. */
  private void assertFetchedOver(long session) {
    assertThat(harness.outputs)
        .filteredOn(output -> output instanceof Output.Event event && event.repaired())
        .extracting(Output.Event.class::cast)
        .allSatisfy(event -> assertThat(event.session()).isEqualTo(session))
        .allSatisfy(event -> assertThat(event.receivedAt()).isEqualTo(exchange.micros));
  }

  /** The next event follows the last one: there is nothing to ask any more. */
  @Test
  void anEventEndsTheQuestionAboutTheSilence() {
    long session = harness.connect();
    settle(session);
    exchange.callFails = () -> true;
    harness.pass(Duration.ofSeconds(121));
    assertThat(exchange.ordersAsked).isPositive();
    harness.deliver(exchange.nextOrder(), session);
    exchange.ordersAsked = 0;
    harness.pass(Duration.ofSeconds(30));
    assertThat(exchange.ordersAsked).isZero();
  }

  @Test
  void sessionsAreRecords() {
    long session = harness.connect();
    settle(session);
    harness.disconnect(session);
    harness.disconnect(session);
    assertThat(harness.outputs)
        .filteredOn(Output.SessionChange.class::isInstance)
        .extracting(output -> ((Output.SessionChange) output).started())
        .containsExactly(true, false);
  }

  /** It is waited for longer where another socket may still bring it. */
  @Test
  void theStreamIsWaitedForBeforeTheListIsAsked() {
    long session = harness.connect();
    settle(session);
    publish(1);
    exchange.ordersAsked = 0;
    harness.deliver(exchange.nextOrder(), session);
    harness.pass(Duration.ofMillis(40));
    assertThat(exchange.ordersAsked).isZero();
    harness.pass(Duration.ofMillis(100));
    assertThat(exchange.ordersAsked).isPositive();
    harness.pass(Duration.ofSeconds(5));

    long other = harness.connect();
    harness.deliver(exchange.orders.get(exchange.orders.size() - 1), other);
    publish(1);
    exchange.ordersAsked = 0;
    harness.deliver(exchange.nextOrder(), session);
    harness.pass(Duration.ofMillis(200));
    assertThat(exchange.ordersAsked).isZero();
    harness.pass(Duration.ofMillis(200));
    assertThat(exchange.ordersAsked).isPositive();
  }

  /** Of another source, and late: what waits for it need not be asked for. */
  @Test
  void anEventOfAnotherSourceLetsGoWhatStandsBehindIt() {
    long session = harness.connect();
    settle(session);
    Message.Data last = exchange.orders.get(exchange.orders.size() - 1);
    Message.Data order = exchange.nextOrder();
    Message.Data stop =
        new Message.Data(
            ORDERS,
            "order_created",
            order.microtimestamp(),
            "stop",
            last.eventId(),
            77,
            "stop_order",
            Optional.empty());
    Message.Data behind =
        new Message.Data(
            ORDERS,
            order.event(),
            order.microtimestamp(),
            order.eventId(),
            "stop",
            order.id(),
            "orderbook",
            Optional.empty());
    int before = harness.written(ORDERS).size();
    harness.deliver(behind, session);
    assertThat(harness.written(ORDERS)).hasSize(before);
    harness.deliver(stop, session);
    harness.deliver(stop, session);
    assertThat(harness.written(ORDERS).subList(before, before + 2)).containsExactly(stop, behind);
    assertThat(harness.written(ORDERS)).hasSize(before + 2);
    assertThat(harness.statistics().duplicates()).isOne();
  }

  /** Such as one of another source: it is declared soon, and nothing waits for it for long. */
  @Test
  void aPredecessorThatIsNotListedIsDeclaredWhenTwoRepliesLackIt() {
    long session = harness.connect();
    settle(session);
    Message.Data order = exchange.nextOrder();
    harness.deliver(
        new Message.Data(
            ORDERS,
            order.event(),
            order.microtimestamp(),
            order.eventId(),
            "00065aad-a8b2-0000-0000-000100000020",
            order.id()),
        session);
    harness.pass(Duration.ofSeconds(4));
    assertThat(ids(harness.written(ORDERS))).isEqualTo(ids(exchange.orders));
    assertThat(harness.gaps(ORDERS, false))
        .singleElement()
        .satisfies(gap -> assertThat(gap.detail()).contains("lacks"));
  }

  /** What looks like ids that go back is settled by the next newer event. */
  @Test
  void anEarlierTasksEventsThatComeAgainAreDuplicates() {
    long session = harness.connect();
    settle(session);
    for (int i = 0; i < 200; i++) {
      harness.deliver(exchange.nextOrder(), session);
    }
    harness.restartTask();
    long next = harness.connect();
    List.copyOf(exchange.orders).forEach(order -> harness.deliver(order, next));
    harness.deliver(exchange.nextOrder(), next);
    harness.pass(Duration.ofSeconds(10));
    assertThat(harness.written(ORDERS)).isEqualTo(exchange.orders);
    assertThat(harness.gaps(ORDERS, false)).isEmpty();
  }

  /** The copy that names the true predecessor wins, and nothing is asked. */
  @Test
  void aFalsePredecessorOnOneOfTwoSocketsNeedsNoProof() {
    long first = harness.connect();
    long second = harness.connect();
    settle(first);
    exchange.callFails = () -> true;
    for (int i = 0; i < 5; i++) {
      Message.Data order = exchange.nextOrder();
      harness.deliver(
          new Message.Data(
              ORDERS,
              order.event(),
              order.microtimestamp(),
              order.eventId(),
              "00065aad-a8b2-0000-0000-000000000020",
              order.id()),
          first);
      harness.pass(Duration.ofMillis(100));
      harness.deliver(order, second);
    }
    assertThat(harness.written(ORDERS)).isEqualTo(exchange.orders);
    harness.pass(Duration.ofSeconds(1));
    assertThat(harness.outputs).noneMatch(Output.Gap.class::isInstance);
  }

  /** An order event every tenth of a second. */
  private void deliverFor(Duration duration, long session) {
    for (long i = 0; i < duration.toMillis() / 100; i++) {
      harness.deliver(exchange.nextOrder(), session);
      exchange.micros += 100_000;
      harness.pass(Duration.ofMillis(100));
    }
  }

  /** Two sessions, each losing, doubling and delaying its own share: nothing is fetched. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void twoLossySessionsMakeOneWholeStream(long seed) {
    Random random = new Random(seed);
    long first = harness.connect();
    long second = harness.connect();
    settle(first);
    exchange.callFails = () -> true;
    for (int i = 0; i < 5_000; i++) {
      Message.Data order = exchange.nextOrder();
      int fate = random.nextInt(10);
      if (fate != 0) {
        harness.deliver(order, first);
      }
      if (fate != 1) {
        harness.deliver(order, second);
      }
    }
    harness.pass(Duration.ofSeconds(1));
    assertThat(harness.written(ORDERS)).isEqualTo(exchange.orders);
    assertThat(harness.gaps(ORDERS, true)).isEmpty();
    assertThat(harness.gaps(ORDERS, false)).isEmpty();
  }

  /** Every fault at random, history working: everything is written, in order, once. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void withHistoryARandomScheduleLosesNothing(long seed) {
    runSchedule(seed, false);
    assertThat(firstDifference(ids(harness.written(ORDERS)), ids(exchange.orders))).isEmpty();
    assertThat(harness.gaps(ORDERS, false)).isEmpty();
  }

  /** The same with a history that forgets, fails and skips: what is not written is declared. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void withoutHistoryARandomScheduleDeclaresEveryLoss(long seed) {
    runSchedule(seed, true);
    harness.assertNothingLostSilently(exchange.orders);
    assertThat(harness.gaps(ORDERS, false)).isNotEmpty();
  }

  private void runSchedule(long seed, boolean badHistory) {
    Random random = new Random(seed);
    long initial = harness.connect();
    settle(initial);
    exchange.pageSize = 20;
    exchange.callFails = () -> random.nextInt(3) == 0;
    if (badHistory) {
      exchange.skipsARow = () -> random.nextInt(20) == 0;
    }
    Set<Long> live = new HashSet<>(List.of(initial));
    for (int i = 0; i < 3_000; i++) {
      switch (random.nextInt(40)) {
        case 0 -> {
          live.forEach(harness::disconnect);
          live.clear();
        }
        case 1 -> live.add(harness.connect());
        case 2 -> publish(random.nextInt(30));
        case 3 -> harness.restartTask();
        case 4 -> harness.pass(Duration.ofMillis(random.nextInt(2_000)));
        case 5 -> exchange.forgottenBefore = badHistory ? exchange.orders.size() : 0;
        default -> {
          List<Message.Data> batch = new ArrayList<>(publish(1 + random.nextInt(3)));
          if (random.nextInt(10) == 0) {
            Collections.shuffle(batch, random);
          }
          for (Message.Data order : batch) {
            for (long session : live) {
              if (random.nextInt(50) != 0) {
                harness.deliver(order, session);
              }
              if (random.nextInt(50) == 0) {
                harness.deliver(order, session);
              }
            }
          }
        }
      }
      harness.pass(Duration.ofMillis(20));
    }
    exchange.callFails = () -> false;
    long session = harness.connect();
    for (int i = 0; i < 5; i++) {
      harness.deliver(exchange.nextOrder(), session);
      harness.pass(Duration.ofSeconds(40));
    }
  }

  /** A short account of where two long lists part; empty when they are equal. */
  private static String firstDifference(List<String> written, List<String> truth) {
    for (int i = 0; i < Math.max(written.size(), truth.size()); i++) {
      String one = i < written.size() ? written.get(i) : "nothing";
      String other = i < truth.size() ? truth.get(i) : "nothing";
      if (!one.equals(other)) {
        return "at " + i + " of " + truth.size() + ": wrote " + one + ", truth is " + other;
      }
    }
    return "";
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

  private List<Message.Data> publish(int count) {
    List<Message.Data> published = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      published.add(exchange.nextOrder());
    }
    return published;
  }

  private List<String> repairedIds() {
    return harness.outputs.stream()
        .filter(output -> output instanceof Output.Event event && event.repaired())
        .map(output -> ((Output.Event) output).data().eventId())
        .toList();
  }

  private static List<String> ids(List<Message.Data> events) {
    return events.stream().map(Message.Data::eventId).toList();
  }
}
