package dev.orderflow.integration;

import dev.orderflow.simulator.server.Fault;
import dev.orderflow.simulator.server.FaultType;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What a schedule may do to a running feed, with parameters drawn from the schedule's seed. */
enum ScheduleStep {
  DROP(random -> List.of(Fault.of(FaultType.DROP))),
  CLOSE(random -> List.of(Fault.of(FaultType.CLOSE))),
  STALL(random -> List.of(Fault.of(FaultType.STALL).lasting(millis(random, 50, 3_000)))),
  STALL_ORDERS(
      random ->
          List.of(
              Fault.of(FaultType.STALL)
                  .channel("live_orders_btcusd")
                  .lasting(millis(random, 50, 800)))),
  STALL_TRADES(
      random ->
          List.of(
              Fault.of(FaultType.STALL)
                  .channel("live_trades_btcusd")
                  .lasting(millis(random, 50, 800)))),
  STALL_BOOKS(random -> books(fault -> fault.lasting(millis(random, 100, 1_500)), FaultType.STALL)),
  LOSE_BOOKS(random -> books(fault -> fault.count(1 + random.nextInt(4)), FaultType.LOSE)),
  DUPLICATE_BOOKS(
      random -> books(fault -> fault.count(1 + random.nextInt(4)), FaultType.DUPLICATE)),
  REORDER_BOOKS(random -> books(fault -> fault.count(2 + random.nextInt(4)), FaultType.REORDER)),
  MUTE(random -> List.of(Fault.of(FaultType.MUTE).lasting(millis(random, 500, 3_000)))),
  REQUEST_RECONNECT(
      random -> List.of(Fault.of(FaultType.REQUEST_RECONNECT).delay(millis(random, 1_500, 3_000)))),
  LOSE(random -> List.of(Fault.of(FaultType.LOSE).count(1 + random.nextInt(1_000)))),
  DUPLICATE(random -> List.of(Fault.of(FaultType.DUPLICATE).count(1 + random.nextInt(1_000)))),
  REORDER(random -> List.of(Fault.of(FaultType.REORDER).count(2 + random.nextInt(100)))),
  GARBAGE(random -> List.of(Fault.of(FaultType.GARBAGE).count(1 + random.nextInt(5)))),
  BROKEN_FRAME(random -> List.of(Fault.of(FaultType.BROKEN_FRAME))),
  TRUNCATE(random -> List.of(Fault.of(FaultType.TRUNCATE).count(1 + random.nextInt(20)))),
  HUGE(random -> List.of(Fault.of(FaultType.HUGE))),
  CHAIN_RESTART(
      random ->
          List.of(
              Fault.of(FaultType.CHAIN_RESTART)
                  .channel("live_orders_btcusd")
                  .count(1 + random.nextInt(3)))),
  REFUSE(
      random ->
          List.of(
              Fault.of(FaultType.REFUSE).lasting(millis(random, 100, 800)),
              Fault.of(FaultType.DROP))),
  BURST(
      random -> List.of(Fault.of(FaultType.BURST).rate(20_000).lasting(millis(random, 200, 500)))),
  HTTP_SLOW(
      random ->
          List.of(
              Fault.of(FaultType.HTTP_SLOW)
                  .delay(millis(random, 50, 500))
                  .lasting(millis(random, 500, 1_500)))),
  HTTP_FAIL(random -> List.of(Fault.of(FaultType.HTTP_FAIL).lasting(millis(random, 200, 1_000)))),
  HTTP_RESET(
      random ->
          List.of(Fault.of(FaultType.HTTP_FAIL).status(0).lasting(millis(random, 200, 1_000)))),
  HTTP_THROTTLE(
      random -> List.of(Fault.of(FaultType.HTTP_THROTTLE).lasting(millis(random, 200, 1_000)))),
  ORDER_DATA_CUT(
      random -> List.of(Fault.of(FaultType.ORDER_DATA_CUT).count(1 + random.nextInt(3)))),
  /** No history for a while, and something lost in it. */
  NO_HISTORY(
      random ->
          List.of(
              Fault.of(FaultType.NO_HISTORY).lasting(millis(random, 500, 2_000)),
              Fault.of(FaultType.LOSE).count(1 + random.nextInt(500)))),
  /** No HTTP at all for longer than a repair may take, and something lost in it. */
  HTTP_OUTAGE(
      random ->
          List.of(
              Fault.of(FaultType.HTTP_FAIL).lasting(millis(random, 2_000, 4_000)),
              Fault.of(FaultType.DROP))),
  STALE_SNAPSHOT(
      random ->
          List.of(
              Fault.of(FaultType.STALE_SNAPSHOT).age(millis(random, 100, 1_000)).count(2),
              Fault.of(FaultType.NO_HISTORY).lasting(millis(random, 300, 800)),
              Fault.of(FaultType.LOSE).count(50))),
  /** The task is paused and resumed. */
  PAUSE(random -> List.of()),
  /** The connector and its task are restarted. */
  RESTART(random -> List.of());

  private final Function<Random, List<Fault>> faults;

  ScheduleStep(Function<Random, List<Fault>> faults) {
    this.faults = faults;
  }

  /** The faults to inject at the same time; none where the worker is to act. */
  List<Fault> faults(Random random) {
    return faults.apply(random);
  }

  /** Everything that leaves the exchange's history there, if only after a while. */
  static Set<ScheduleStep> withHistory() {
    return EnumSet.complementOf(EnumSet.of(NO_HISTORY, HTTP_OUTAGE, STALE_SNAPSHOT));
  }

  /** Everything that one socket alone can suffer. */
  static Set<ScheduleStep> ofOneSocket() {
    return EnumSet.range(DROP, CHAIN_RESTART);
  }

  /** The same fault on each book channel. */
  private static List<Fault> books(UnaryOperator<Fault> with, FaultType type) {
    return Stream.of("order_book_btcusd", "detail_order_book_btcusd", "diff_order_book_btcusd")
        .map(channel -> with.apply(Fault.of(type).channel(channel)))
        .toList();
  }

  private static Duration millis(Random random, int from, int to) {
    return Duration.ofMillis(from + random.nextInt(to - from));
  }
}
